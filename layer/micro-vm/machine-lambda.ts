import { fileURLToPath } from 'node:url';
import { BuildError } from '../build-error.ts';
import type { GuestEntry } from './cpio.ts';
import { type MicroVmRequest, runInMicroVm } from './micro-vm.ts';

/** Starts of a function in a virtual machine, one after the other. */
export interface MachineLambda
  extends Pick<MicroVmRequest, 'architecture' | 'kernel' | 'cpu' | 'cacheFolder' | 'memoryMB' | 'limitMs'> {
  /** A layer in `/opt` with Node.js and its libraries, and the function in `/var/task`. */
  readonly files: readonly GuestEntry[];
  /** What Lambda sets, but for the Runtime API. */
  readonly variables: Readonly<Record<string, string>>;
  /** As JSON; each start is given all of them. */
  readonly events: readonly string[];
  readonly starts: readonly {
    /** Before it, as the machine counts time: that takes none. */
    readonly waitMs: number;
    /** Beside the usual ones. */
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

/** What came of a start. */
export interface MachineStart {
  /** In milliseconds of the epoch, by the clock of the machine. */
  readonly startedMs: number;
  /** What the function has sent to the Runtime API, in its order: answers and errors. */
  readonly calls: readonly { readonly path: string; readonly body: string }[];
  readonly stdout: string;
  readonly stderr: string;
  /** From the start until the first event was asked for, and from that until it was answered; counted. */
  readonly initMs?: number;
  readonly firstMs?: number;
  /** `SIGKILL` where it has asked for more events than there are; otherwise another signal, or its exit code. */
  readonly end: string | number;
}

const GUEST = fileURLToPath(new URL('guest/lambda.cjs', import.meta.url));
const STARTS = '/lambda/starts.json';
const ENDS = '/lambda/ends.json';

/**
 * Starts a function where everything lies as on Lambda.
 *
 * @throws BuildError when there is no such machine, or it does not end
 */
export async function startsInMachine(plan: MachineLambda): Promise<readonly MachineStart[]> {
  const { files, variables, events, starts, ...machine } = plan;
  const { outputs, console } = await runInMicroVm({
    ...machine,
    clock: 'counted',
    files: [
      ...files,
      { kind: 'file', path: '/lambda/lambda.cjs', source: GUEST },
      { kind: 'data', path: STARTS, data: JSON.stringify({ variables, events, starts }) },
    ],
    command: ['/opt/bin/node', '/lambda/lambda.cjs'],
    outputs: [ENDS],
  });
  const ends = outputs.get(ENDS);
  if (ends === undefined) throw new BuildError(`in the virtual machine no function can be started: ${console.trim()}`);
  return JSON.parse(ends.toString());
}
