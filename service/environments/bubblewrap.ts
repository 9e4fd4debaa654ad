import { execFile } from 'node:child_process';
import { lstatSync, readlinkSync } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { isExecutable } from '../processes/is-executable.ts';
import type { ProcessExit } from '../processes/process-exit.ts';
import { descendantsOf } from './process-table.ts';
import type { Sandbox, SandboxFolders } from './sandbox.ts';
import { makeSandboxEtc, mountedEtc, SANDBOX_GROUP, SANDBOX_USER } from './sandbox-etc.ts';

/** An installed bubblewrap that this user may use. */
export interface BubblewrapSupport {
  readonly kind: 'bubblewrap';
  /** Absolute path of the program. */
  readonly command: string;
  /** Options that are the same for every environment. */
  readonly options: readonly string[];
  /** Absolute paths of files of this machine that programs see besides, at the same paths. */
  readonly shown?: readonly string[];
  readonly notice?: undefined;
}

const INSIDE: SandboxFolders = {
  taskRoot: '/var/task',
  layers: '/opt',
  runtime: '/var/runtime',
  temporary: '/tmp',
};

const PROBE_LIMIT_MS = 5000;

/** Looks for bubblewrap on PATH and tries it: some kernels and containers forbid what it does. */
export async function detectBubblewrap(): Promise<
  BubblewrapSupport | { readonly kind: 'missing'; readonly reason: string }
> {
  const command = findOnPath('bwrap');
  if (command === undefined) return { kind: 'missing', reason: 'bubblewrap (bwrap) is not installed.' };
  const etc = await makeSandboxEtc();
  const support: BubblewrapSupport = { kind: 'bubblewrap', command, options: sharedOptions(etc) };
  const problem = await probe(bubblewrap(support, { taskRoot: etc, layers: etc, runtime: etc, temporary: etc }));
  return problem === undefined ? support : { kind: 'missing', reason: problem };
}

/** Programs see the folders where Lambda has them, the system's programs, and nothing else of this machine unless asked. */
export function bubblewrap(
  { command, options, shown = [] }: BubblewrapSupport,
  folders: SandboxFolders,
  hosts?: string | undefined,
): Sandbox {
  const ownHosts = hosts === undefined ? [] : ['--ro-bind', hosts, '/etc/hosts'];
  const besides = shown.flatMap((file) => ['--ro-bind', file, file]);
  const own = [...options, ...ownHosts, ...folderOptions(folders), ...besides, '--remount-ro', '/', '--'];
  return {
    kind: 'bubblewrap',
    inside: INSIDE,
    wrap: (program, args = []) => [command, ...own, program, ...args],
    exitOf,
    // bwrap outside → its process 1 inside → the program. Orphans become children of process 1.
    programPids: (wrapperPid) => descendantsOf(wrapperPid).slice(1),
  };
}

function sharedOptions(etc: string): readonly string[] {
  return [
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
    ...['--uid', String(SANDBOX_USER), '--gid', String(SANDBOX_GROUP)],
    // The default for root is to keep them all.
    ...['--cap-drop', 'ALL'],
    ...['--ro-bind', '/usr', '/usr', ...['/bin', '/sbin', '/lib', '/lib32', '/lib64'].flatMap(sameAsHost)],
    ...['--ro-bind', etc, '/etc', ...mountedEtc().flatMap((path) => ['--ro-bind-try', path, path])],
    // Its files belong to the user who started the service: root could set the kernel's parameters from inside.
    ...['--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys'],
    ...['--dev', '/dev', '--remount-ro', '/dev'],
  ];
}

function folderOptions({ taskRoot, layers, runtime, temporary }: SandboxFolders): readonly string[] {
  return [
    ...['--ro-bind', taskRoot, INSIDE.taskRoot],
    ...['--ro-bind', layers, INSIDE.layers],
    ...['--ro-bind', runtime, INSIDE.runtime],
    ...['--bind', temporary, INSIDE.temporary],
  ];
}

/** These are links into `/usr` on most systems, and folders on some. */
function sameAsHost(path: string): readonly string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

/** bwrap exits as its program does, and with 128 + n if that was killed by signal n. */
function exitOf(code: number | null, signal: NodeJS.Signals | null): ProcessExit {
  if (signal !== null) return { kind: 'killed', signal };
  const inner = Object.entries(system.signals).find(([, number]) => number === (code ?? 0) - 128)?.[0];
  return inner === undefined
    ? { kind: 'exited', status: code ?? 0 }
    : { kind: 'killed', signal: inner as NodeJS.Signals };
}

async function probe(sandbox: Sandbox): Promise<string | undefined> {
  const [command, ...args] = sandbox.wrap('/bin/sh', ['-c', ':']);
  try {
    await promisify(execFile)(command, args, { env: {}, timeout: PROBE_LIMIT_MS });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return (stderr || message).split('\n')[0];
  }
}

function findOnPath(name: string): string | undefined {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return places.find((place) => place.startsWith('/') && isExecutable(place));
}
