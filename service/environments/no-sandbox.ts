import { descendantsOf, findProcess } from './process-table.ts';
import type { Sandbox, SandboxFolders } from './sandbox.ts';

/** For machines that have none: programs run as any other, in the folders of this machine. */
export function noSandbox(folders: SandboxFolders): Sandbox {
  return {
    kind: 'none',
    inside: folders,
    wrap: (program, args = []) => [program, ...args],
    exitOf: (code, signal) => (signal === null ? { kind: 'exited', status: code ?? 0 } : { kind: 'killed', signal }),
    programPids: (pid) => (findProcess(pid) === undefined ? [] : [pid, ...descendantsOf(pid)]),
  };
}
