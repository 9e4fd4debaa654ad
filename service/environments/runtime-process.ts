import type { Readable } from 'node:stream';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { readLastOutput } from '../processes/last-output.ts';
import { readLines } from '../processes/output-lines.ts';
import type { ProcessExit } from '../processes/process-exit.ts';
import { PreparedProcess, type ProcessLaunch } from './prepared-process.ts';
import type { Sandbox } from './sandbox.ts';
import { signalProcess } from './signals.ts';

/** The process of a runtime, with everything that it starts. */
export class RuntimeProcess {
  readonly #prepared: PreparedProcess;
  readonly #sandbox: Sandbox;
  readonly #exited: Promise<ProcessExit>;
  readonly #flushes: readonly (() => void)[];
  #stopping = false;

  /**
   * Makes the process ready to start; `release` starts it.
   *
   * @param onLine takes each line that it writes to stdout or stderr
   */
  constructor(sandbox: Sandbox, launch: ProcessLaunch, onLine: (line: string) => void) {
    this.#sandbox = sandbox;
    this.#prepared = PreparedProcess.start(sandbox, launch);
    this.#flushes = this.#outputs().map((stream) => readLines(stream, onLine));
    this.#exited = this.#watch();
  }

  /** Process group of the runtime and whatever is around it. */
  get leader(): number | undefined {
    return this.#prepared.child.pid;
  }

  /** The runtime and its descendants. */
  get pids(): readonly number[] {
    return this.leader === undefined ? [] : this.#sandbox.programPids(this.leader);
  }

  /** Resolves when the process has ended, of its own accord or not, and its output has been read. */
  get exited(): Promise<ProcessExit> {
    return this.#exited;
  }

  release(): void {
    this.#prepared.release();
  }

  /** Reads what the process has written up to now, and passes on lines without an end. */
  async readOutput(): Promise<void> {
    // Two turns of the event loop: in the first one the pipes may be polled already.
    await setImmediate();
    await setImmediate();
    for (const flush of this.#flushes) flush();
  }

  /** Asks the runtime to end, and waits for that. */
  async terminate(graceMs: number): Promise<void> {
    this.#stopping = true;
    for (const pid of this.pids) signalProcess(pid, 'SIGTERM');
    const timer = new AbortController();
    await Promise.race([this.#exited, delay(graceMs, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
  }

  /** Kills the runtime and waits for its end. */
  async kill(): Promise<void> {
    this.#stopping = true;
    await this.#prepared[Symbol.asyncDispose]();
    await this.#exited;
  }

  async #watch(): Promise<ProcessExit> {
    const end = await this.#prepared.exited;
    const exit: ProcessExit = this.#stopping ? { kind: 'stopped' } : end;
    await this.#drain();
    return exit;
  }

  async #drain(): Promise<void> {
    await readLastOutput(this.#outputs());
    for (const flush of this.#flushes) flush();
  }

  #outputs(): readonly Readable[] {
    const { stdout, stderr } = this.#prepared.child;
    return [stdout, stderr].filter((stream) => stream !== null);
  }
}
