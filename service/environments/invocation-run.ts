import { setTimeout as delay } from 'node:timers/promises';
import type { ShutdownReason } from '../../runtime/protocol/extensions-api.ts';
import type { Invocation } from '../../runtime/protocol/invocation.ts';
import type { InvocationAnswer, StreamReceiver } from '../environment-api/invocation-answer.ts';
import { invokeEvent } from '../extensions/lifecycle-events.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import type { EarlyEndCause } from './early-end.ts';
import { crashError, extensionError, type InvokeOutcome, timeoutError } from './environment-outcomes.ts';
import type { Generation } from './generation.ts';
import { InvocationRecord } from './invocation-record.ts';
import { raceWithLimit } from './race-with-limit.ts';

// A connection that breaks is mostly the first sign of a process that dies.
const CRASH_NOTICE_MS = 200;

/** One invocation in its environment: delivered, answered, and in the end left alone by runtime and extensions. */
export class InvocationRun {
  readonly #config: FunctionConfig;
  #invocation: Invocation;
  readonly #record: InvocationRecord;
  #generation: Generation | undefined;
  #outcome: InvokeOutcome | undefined;
  #brokenOff: InvokeOutcome | undefined;

  constructor(config: FunctionConfig, bus: TelemetryBus, invocation: Invocation) {
    this.#config = config;
    this.#invocation = invocation;
    this.#record = new InvocationRecord(bus, invocation, config.version);
  }

  /** The runtime was restored for it. A restore has a limit of its own and takes nothing of the function's time. */
  restored(restoreMs: number): void {
    this.#record.restored(restoreMs);
    this.#invocation = { ...this.#invocation, deadlineMs: this.#invocation.deadlineMs + Math.round(restoreMs) };
  }

  /** Gives the event to the function and waits for its answer. */
  async deliver(generation: Generation, receiver: StreamReceiver | undefined): Promise<InvokeOutcome> {
    this.#record.start();
    this.#generation = generation;
    return this.#answered(await this.#answer(generation, receiver));
  }

  /** There is nobody to give the event to. */
  fail(outcome: InvokeOutcome): InvokeOutcome {
    this.#record.start();
    return this.#answered(outcome);
  }

  /**
   * Waits until the runtime and the extensions are done, and have written what they had to say.
   *
   * @returns whether they wait for the next invocation; if not, their processes are to be ended
   */
  async finish(): Promise<boolean> {
    const generation = this.#generation;
    const runtimeIsIdle = this.#isAnswered && (await this.#waits(generation?.session.ready));
    await generation?.readOutput();
    this.#record.runtimeDone(generation?.session.answerBeganMs);
    return runtimeIsIdle && (await this.#waits(generation?.extensions.ready()));
  }

  /** Why its processes are ended, when they are. */
  get resetReason(): ShutdownReason {
    return (this.#brokenOff ?? this.#outcome)?.state === 'timed-out' ? 'timeout' : 'failure';
  }

  /** Tells telemetry what it has cost. */
  report(peakBytes: number | undefined, initMs: number | undefined): void {
    this.#record.report(this.#config, peakBytes, initMs);
  }

  async #answer(generation: Generation, receiver: StreamReceiver | undefined): Promise<InvokeOutcome> {
    using end = generation.earlyEnd.watch();
    generation.extensions.deliverInvoke(invokeEvent(this.#invocation));
    return await raceWithLimit<InvokeOutcome>(this.#remainingMs, () => this.#timedOut(), [
      generation.session.deliver(this.#invocation, receiver).then(outcomeOf),
      end.cause.then((cause) => this.#crashed(cause)),
    ]);
  }

  #timedOut(): InvokeOutcome {
    return { state: 'timed-out', error: timeoutError(this.#invocation.requestId, this.#config.timeoutMs) };
  }

  #crashed(cause: EarlyEndCause): InvokeOutcome {
    const { requestId } = this.#invocation;
    const error = cause.kind === 'exit' ? crashError(requestId, cause.exit) : extensionError(requestId, cause.fault);
    return { state: 'crashed', error };
  }

  #answered(outcome: InvokeOutcome): InvokeOutcome {
    this.#outcome = outcome;
    this.#record.answered(outcome);
    return outcome;
  }

  async #waits(idle: Promise<void> | undefined): Promise<boolean> {
    const generation = this.#generation;
    if (generation === undefined || idle === undefined) return false;
    using end = generation.earlyEnd.watch();
    this.#brokenOff = await raceWithLimit<InvokeOutcome | undefined>(this.#remainingMs, () => this.#timedOut(), [
      idle.then(() => undefined),
      end.cause.then((cause) => this.#crashed(cause)),
    ]);
    if (this.#brokenOff !== undefined) this.#record.brokenOff(this.#brokenOff);
    return this.#brokenOff === undefined;
  }

  get #isAnswered(): boolean {
    return this.#outcome?.state === 'succeeded' || this.#outcome?.state === 'function-error';
  }

  get #remainingMs(): number {
    return this.#invocation.deadlineMs - Date.now();
  }
}

async function outcomeOf(answer: InvocationAnswer): Promise<InvokeOutcome> {
  if (answer.state !== 'truncated') return answer;
  await delay(CRASH_NOTICE_MS);
  return { state: 'function-error', error: answer.error };
}
