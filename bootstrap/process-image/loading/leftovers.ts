import { createHook } from 'node:async_hooks';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { FindingKind } from '../findings.ts';
import type { FindingLog } from './finding-log.ts';

const DESCRIPTORS = '/proc/self/fd';
const ACCESS_MODE = 3;

/** By the names that Node.js gives them: what is alive outside of scripts. */
const KINDS: Readonly<Record<string, readonly [FindingKind, string]>> = {
  TCPSERVERWRAP: ['refused', 'leaves a server listening'],
  PIPESERVERWRAP: ['refused', 'leaves a server listening'],
  PROCESSWRAP: ['refused', 'leaves a child process running'],
  WORKER: ['refused', 'leaves a worker running'],
  FSEVENTWRAP: ['refused', 'leaves files watched, with fs.watch()'],
  STATWATCHER: ['refused', 'leaves files watched, with fs.watchFile()'],
  TCPWRAP: ['note', 'leaves a connection open: after waking it is closed'],
  UDPWRAP: ['note', 'leaves a datagram socket open: after waking nothing comes over it'],
};

interface Alive {
  readonly type: string;
  readonly places: readonly string[];
}

/** What a function has begun and not ended. */
export interface Leftovers {
  /** To be called when all has had the time to end. */
  tell(): void;
}

/** Follows what reaches out of the process, with the places where it was begun. */
export function followLeftovers(log: FindingLog): Leftovers {
  const alive = new Map<number, Alive>();
  const hook = createHook({
    init(id, type) {
      if (type in KINDS && !isExpected(type, log)) alive.set(id, { type, places: log.places() });
    },
    destroy(id) {
      alive.delete(id);
    },
  }).enable();
  const before = openFiles();
  return {
    tell() {
      hook.disable();
      for (const { type, places } of alive.values()) {
        const [kind, what] = KINDS[type] ?? ['note', type];
        log.note(kind, what, places);
      }
      for (const [descriptor, path] of openFiles()) {
        if (before.get(descriptor) !== path && isForWriting(descriptor))
          log.note('refused', `leaves ${path} open for writing`, []);
      }
    },
  };
}

/** Who answers events leaves connections open for the next one, and connects anew where there is none any more. */
function isExpected(type: string, log: FindingLog): boolean {
  return log.isAnswering && type === 'TCPWRAP';
}

function openFiles(): ReadonlyMap<string, string> {
  return new Map(readdirSync(DESCRIPTORS).flatMap((descriptor) => targetOf(descriptor)));
}

/** Of files only, which are named by their paths. */
function targetOf(descriptor: string): [string, string][] {
  try {
    const path = readlinkSync(`${DESCRIPTORS}/${descriptor}`);
    return path.startsWith('/') && !path.startsWith('/dev/') ? [[descriptor, path]] : [];
  } catch {
    // It was the one with which the folder was read.
    return [];
  }
}

function isForWriting(descriptor: string): boolean {
  const lines = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8').split('\n');
  const flags = lines.find((line) => line.startsWith('flags:'))?.slice('flags:'.length) ?? '0';
  return (Number.parseInt(flags, 8) & ACCESS_MODE) !== 0;
}
