import type { ProcessExit } from '../processes/process-exit.ts';
import { type BubblewrapSupport, bubblewrap, detectBubblewrap } from './bubblewrap.ts';
import { noSandbox } from './no-sandbox.ts';

/** Absolute paths of the folders that make up the file system of an environment. */
export interface SandboxFolders {
  /** The function: `/var/task`. */
  readonly taskRoot: string;
  /** All its layers in one, or an empty folder: `/opt`. */
  readonly layers: string;
  /** The runtime: `/var/runtime`. */
  readonly runtime: string;
  /** What it may write to: `/tmp`. */
  readonly temporary: string;
}

/** What stands between the processes of one environment and the machine. */
export interface Sandbox {
  readonly kind: 'bubblewrap' | 'none';
  /** The folders as processes inside see them. */
  readonly inside: SandboxFolders;
  /**
   * The command that runs a program in the sandbox. It is to be started as the leader of a process group.
   *
   * @param program absolute path, as processes inside see it
   */
  wrap(program: string, args?: readonly string[]): readonly [command: string, ...args: string[]];
  /** How the program has ended, from how that command did. */
  exitOf(code: number | null, signal: NodeJS.Signals | null): ProcessExit;
  /**
   * Ids of the program and its descendants, the program first; none before it has begun, or after it has ended.
   *
   * @param wrapperPid process of the command that `wrap` gave
   */
  programPids(wrapperPid: number): readonly number[];
}

/** What this machine can put around environments. */
export type SandboxSupport = BubblewrapSupport | { readonly kind: 'none'; readonly notice?: string };

/**
 * Finds out once which sandbox there is.
 *
 * @param choice `none` takes no sandbox, and says nothing about it
 */
export async function detectSandbox(choice: 'auto' | 'none'): Promise<SandboxSupport> {
  if (choice === 'none') return { kind: 'none' };
  const found = await detectBubblewrap();
  return found.kind === 'bubblewrap'
    ? found
    : { kind: 'none', notice: `No sandbox, functions may read and write all that you may: ${found.reason}` };
}

/**
 * The sandbox of one environment; it takes effect with the first program that is started in it.
 *
 * @param hosts file in place of the `/etc/hosts` that all environments share
 */
export function createSandbox(support: SandboxSupport, folders: SandboxFolders, hosts?: string | undefined): Sandbox {
  return support.kind === 'bubblewrap' ? bubblewrap(support, folders, hosts) : noSandbox(folders);
}
