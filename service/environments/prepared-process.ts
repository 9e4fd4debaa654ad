import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import type { ProcessExit } from '../processes/process-exit.ts';
import { type LaunchOrder, launchScript } from './launch-script.ts';
import type { ResourceGroup } from './resource-limits.ts';
import type { Sandbox } from './sandbox.ts';
import { rememberProcess } from './service-folder.ts';
import { signalGroup } from './signals.ts';

/** What is started, and where. */
export interface ProcessLaunch extends LaunchOrder {
  /** The group that the process joins before it is anything else. */
  readonly cgroup?: Pick<ResourceGroup, 'procsFiles'> | undefined;
}

// The shell says that it is there on a descriptor of its own, which no program gets.
const STANDING = 'echo >&3; exec 3>&-\n';

// Each argument up to `--` is a file to write into; 0 stands for the one who writes.
const JOIN_CGROUP = 'while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done; shift; exec "$@"';

/**
 * A program that is about to start: its group and its sandbox are there, and in it a shell waits for the word. All
 * that costs milliseconds has been done by then.
 */
export class PreparedProcess {
  /**
   * The process as its parent sees it: the sandbox around the program, or the program. Leader of a process group and
   * of a session. Standard output and error are pipes.
   */
  readonly child: ChildProcess;
  readonly #script: string;
  readonly #exited: Promise<ProcessExit>;
  readonly #standing: Promise<unknown>;

  private constructor(child: ChildProcess, script: string, sandbox: Sandbox) {
    this.child = child;
    this.#script = script;
    this.#exited = exitOf(child, sandbox);
    this.#standing = Promise.race([this.#exited, firstWord(child)]);
    // The shell may have ended before it has read its script.
    child.stdin?.on('error', () => {});
    child.stdin?.write(STANDING);
  }

  static start(sandbox: Sandbox, { cgroup, ...order }: ProcessLaunch): PreparedProcess {
    const shell = sandbox.wrap('/bin/sh', ['-s']);
    const files = cgroup?.procsFiles ?? [];
    const [command, ...args] = files.length === 0 ? shell : joining(files, shell);
    const child = spawn(command, args, { cwd: '/', env: {}, detached: true, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    return new PreparedProcess(child, launchScript(order), sandbox);
  }

  /** Resolves when the sandbox stands and the shell in it waits, or has ended before that. */
  async standing(): Promise<void> {
    await this.#standing;
  }

  /** Starts the program. */
  release(): void {
    this.child.stdin?.end(this.#script);
  }

  /**
   * Resolves when the program has ended; its output may still be on its way. A program that is not there exits with
   * status 127, one that cannot be executed with 126, as with every shell.
   */
  get exited(): Promise<ProcessExit> {
    return this.#exited;
  }

  /** Kills the process and all of its group. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.child;
    if (pid !== undefined && exitCode === null && signalCode === null) signalGroup(pid, 'SIGKILL');
    await this.#exited;
  }
}

function joining(files: readonly string[], command: readonly string[]): [command: string, ...args: string[]] {
  return ['/bin/sh', '-c', JOIN_CGROUP, 'sh', ...files, '--', ...command];
}

function firstWord({ stdio }: ChildProcess): Promise<unknown> {
  const [, , , words] = stdio;
  if (!(words instanceof Readable)) return Promise.resolve();
  words.on('error', () => {});
  return new Promise((resolve) => {
    words.once('data', () => resolve(words.destroy()));
    words.once('close', resolve);
  });
}

function exitOf(child: ChildProcess, sandbox: Sandbox): Promise<ProcessExit> {
  const forget = child.pid === undefined ? () => {} : rememberProcess(child.pid);
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ kind: 'not-started', reason: message }));
    child.once('exit', (code, signal) => {
      forget();
      resolve(sandbox.exitOf(code, signal));
    });
  });
}
