import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { type LineSink, OutputLines } from './output-lines.ts';

// Output still on its way when the process ends; whoever inherited the pipe may hold it open for ever.
const LAST_OUTPUT_MS = 200;
// How long the end of an invocation waits for a log that is slower than the function.
const SLOW_LOG_MS = 1000;
const SLOW_LOG_STEP_MS = 100;

/** All that a process writes, line by line. */
export class ProcessOutput {
  readonly #streams: readonly Readable[];
  readonly #lines: readonly OutputLines[];

  /** @param streams stdout and stderr, as far as they are piped */
  constructor(streams: readonly (Readable | null)[], sink: LineSink) {
    this.#streams = streams.filter((stream) => stream !== null);
    this.#lines = this.#streams.map((stream) => new OutputLines(stream, sink));
  }

  /** Reads what the process has written up to now, and passes on lines without an end. */
  async readUpToNow(): Promise<void> {
    await this.#turn();
    const limit = performance.now() + SLOW_LOG_MS;
    while (this.#isHeld && performance.now() < limit) {
      await Promise.race([Promise.all(this.#lines.map(({ held }) => held)), delay(SLOW_LOG_STEP_MS)]);
      await this.#turn();
    }
    for (const lines of this.#lines) lines.flush();
  }

  /** Waits until the output of a process that has ended has been read, and closes what somebody else holds open. */
  async readLast(): Promise<void> {
    for (const lines of this.#lines) lines.readOn();
    const timer = new AbortController();
    const open = this.#streams.filter((stream) => !stream.closed);
    const closed = Promise.all(open.map((stream) => once(stream, 'close')));
    await Promise.race([closed, delay(LAST_OUTPUT_MS, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
    // The time may have passed while nothing at all was read.
    await this.#turn();
    for (const stream of open) stream.destroy();
    for (const lines of this.#lines) lines.flush();
  }

  get #isHeld(): boolean {
    return this.#lines.some(({ held }) => held !== undefined);
  }

  /** Two turns of the event loop: in the first one the pipes may be polled already. */
  async #turn(): Promise<void> {
    await setImmediate();
    await setImmediate();
  }
}
