import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { readLines } from './output-lines.ts';
import type { ProcessExit } from './process-exit.ts';

/** What is needed to start a runtime. */
export interface RuntimeLaunch {
  /** Absolute path of the bootstrap. */
  readonly bootstrap: string;
  readonly taskRoot: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Takes each line that the process writes to stdout or stderr. */
  readonly onLine: (line: string) => void;
}

// Output still on its way when the process ends; whoever inherited the pipe may hold it open for ever.
const LAST_OUTPUT_MS = 200;

/** The process of a runtime, with everything that it starts: a process group of its own. */
export class RuntimeProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<ProcessExit>;
  readonly #flushes: readonly (() => void)[];
  #stopping = false;
  #gone = false;

  constructor({ bootstrap, taskRoot, variables, onLine }: RuntimeLaunch) {
    this.#child = spawn(bootstrap, [], {
      cwd: taskRoot,
      env: variables,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#flushes = this.#outputs().map((stream) => readLines(stream, onLine));
    this.#exited = this.#watch();
    process.once('exit', this.#kill);
  }

  /** Resolves when the process has ended, of its own accord or not, and its output has been read. */
  get exited(): Promise<ProcessExit> {
    return this.#exited;
  }

  /** Reads what the process has written up to now, and passes on lines without an end. */
  async readOutput(): Promise<void> {
    // Two turns of the event loop: in the first one the pipes may be polled already.
    await setImmediate();
    await setImmediate();
    for (const flush of this.#flushes) flush();
  }

  /**
   * Ends the process group.
   *
   * @param graceMs time between SIGTERM and SIGKILL; with 0 there is only SIGKILL, as in Lambda without extensions
   */
  async stop(graceMs: number): Promise<ProcessExit> {
    this.#stopping = true;
    if (graceMs > 0) await this.#terminate(graceMs);
    this.#kill();
    return this.#exited;
  }

  async #terminate(graceMs: number): Promise<void> {
    const timer = new AbortController();
    this.#signal('SIGTERM');
    await Promise.race([this.#exited, delay(graceMs, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
  }

  async #watch(): Promise<ProcessExit> {
    const end = await processEnd(this.#child);
    const exit: ProcessExit = this.#stopping ? { kind: 'stopped' } : end;
    await this.#drain();
    // What the runtime has started goes with it.
    this.#kill();
    this.#gone = true;
    process.off('exit', this.#kill);
    return exit;
  }

  async #drain(): Promise<void> {
    const timer = new AbortController();
    const open = this.#outputs().filter((stream) => !stream.closed);
    const closed = Promise.all(open.map((stream) => once(stream, 'close')));
    await Promise.race([closed, delay(LAST_OUTPUT_MS, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
    for (const stream of open) stream.destroy();
  }

  #outputs(): readonly Readable[] {
    return [this.#child.stdout, this.#child.stderr].filter((stream) => stream !== null);
  }

  readonly #kill = (): void => this.#signal('SIGKILL');

  #signal(signal: NodeJS.Signals): void {
    // The id of a group that is gone may soon be another one's.
    if (this.#child.pid === undefined || this.#gone) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      // ESRCH: the whole group is gone already.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function processEnd(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'not-started', reason: error.message }));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? { kind: 'exited', status: code ?? 0 } : { kind: 'killed', signal }),
    );
  });
}
