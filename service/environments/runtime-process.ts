import { setTimeout as delay } from 'node:timers/promises';
import type { LineSink } from '../processes/output-lines.ts';
import type { ProcessExit } from '../processes/process-exit.ts';
import { ProcessOutput } from '../processes/process-output.ts';
import { PreparedProcess, type ProcessLaunch } from './prepared-process.ts';
import type { Sandbox } from './sandbox.ts';
import { signalProcess } from './signals.ts';

/** The process of a runtime, with everything that it starts. */
export class RuntimeProcess {
  readonly #prepared: PreparedProcess;
  readonly #sandbox: Sandbox;
  readonly #exited: Promise<ProcessExit>;
  readonly #output: ProcessOutput;
  #stopping = false;

  /**
   * Makes the process ready to start; `release` starts it.
   *
   * @param onLine takes each line that it writes to stdout or stderr
   */
  constructor(sandbox: Sandbox, launch: ProcessLaunch, onLine: LineSink) {
    this.#sandbox = sandbox;
    this.#prepared = PreparedProcess.start(sandbox, launch);
    const { stdout, stderr } = this.#prepared.child;
    this.#output = new ProcessOutput([stdout, stderr], onLine);
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

  /** Resolves when nothing but the start of the runtime itself is left to do. */
  standing(): Promise<void> {
    return this.#prepared.standing();
  }

  release(): void {
    this.#prepared.release();
  }

  /** Reads what the process has written up to now, and passes on lines without an end. */
  readOutput(): Promise<void> {
    return this.#output.readUpToNow();
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
    await this.#output.readLast();
    return exit;
  }
}
