import type { ObservedInvocation, ObservedOutcome } from '../observation/service-event.ts';
import type { InvocationSegments } from './invocation-trace.ts';
import type { TracedInvocation, TracedPhase } from './segment-document.ts';

/** An invocation under way that will have segments. Times are Unix epochs in milliseconds. */
export class OpenTrace {
  readonly #invocation: ObservedInvocation;
  readonly #segments: InvocationSegments;
  readonly #startMs: number;
  #before: readonly TracedPhase[] = [];
  #invokedMs: number | undefined;
  #answeredMs: number | undefined;
  #doneMs: number | undefined;
  #end: { readonly outcome: ObservedOutcome; readonly timeMs: number } | undefined;

  constructor(invocation: ObservedInvocation, segments: InvocationSegments, startMs: number) {
    this.#invocation = invocation;
    this.#segments = segments;
    this.#startMs = startMs;
  }

  /**
   * The event goes to the function.
   *
   * @param before what the environment had to do for that
   */
  invoked(timeMs: number, before: readonly TracedPhase[]): void {
    this.#invokedMs = timeMs;
    this.#before = before;
  }

  /** The whole answer is there, or never will be. */
  answered(timeMs: number): void {
    this.#answeredMs = timeMs;
  }

  /** The environment is done with it. */
  done(timeMs: number): void {
    this.#doneMs = timeMs;
  }

  /** The caller has its answer. */
  ended(outcome: ObservedOutcome, timeMs: number): void {
    this.#end = { outcome, timeMs };
  }

  /** What there is to tell, once the caller has its answer and the environment is done. */
  get finished(): TracedInvocation | undefined {
    const isRunning = this.#invokedMs !== undefined && this.#doneMs === undefined;
    if (this.#end === undefined || isRunning) return undefined;
    const { outcome, timeMs: endMs } = this.#end;
    const all = { invocation: this.#invocation, segments: this.#segments, outcome, startMs: this.#startMs, endMs };
    return { ...all, phases: this.#phases(outcome, endMs) };
  }

  #phases(outcome: ObservedOutcome, endMs: number): readonly TracedPhase[] {
    if (this.#invokedMs === undefined) return [];
    const startMs = this.#invokedMs;
    const doneMs = Math.max(startMs, this.#doneMs ?? endMs);
    const answeredMs = Math.min(Math.max(startMs, this.#answeredMs ?? endMs), doneMs);
    const failed = outcome.state !== 'succeeded';
    return [
      ...this.#before,
      { name: 'Invocation', startMs, endMs: answeredMs, failed },
      { name: 'Overhead', startMs: answeredMs, endMs: doneMs },
    ];
  }
}
