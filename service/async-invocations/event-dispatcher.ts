import { functionArn } from '../functions/function-arn.ts';
import { LATEST } from '../functions/function-config.ts';
import type { FunctionTarget } from '../functions/function-registry.ts';
import { ServiceError } from '../http/service-error.ts';
import type { AttemptResult, EventCondition, QueuedEvent } from './async-event.ts';
import type { AsyncObserver } from './async-observer.ts';
import { attemptEvent, type EventInvoker } from './event-attempt.ts';
import type { EventCompletion } from './event-completion.ts';
import { DEFAULT_EVENT_INVOKE, type EventInvokeConfigs } from './event-invoke-configs.ts';
import type { EventQueue } from './event-queue.ts';
import { FunctionLane } from './function-lane.ts';
import { type AttemptOutcome, backOffMs, type EventRules, isTooOld, nextStep } from './retry-schedule.ts';
import type { WriteBatch } from './write-batch.ts';

/** What runs the events, and how. */
export interface DispatcherOptions {
  readonly invoker: EventInvoker;
  readonly queue: EventQueue;
  readonly writes: WriteBatch;
  readonly configs: EventInvokeConfigs;
  readonly completion: EventCompletion;
  /** Events at a time, of all functions together. */
  readonly concurrency: number;
  readonly timeScale: number;
  readonly observer: AsyncObserver;
  readonly onNotice: (line: string) => void;
  /** Something may wait to be sent to a destination. */
  readonly onCompleted: () => void;
}

/** How an event leaves the queue. */
interface Leave {
  readonly condition: EventCondition;
  readonly target: FunctionTarget | undefined;
  readonly attempts: number;
  readonly result: AttemptResult | undefined;
}

// Lambda would run more at a time, but has more machines.
const EVENTS_PER_FUNCTION = 10;

/**
 * Gives the events of the queue to their functions, in the order in which they are due. An event stays in the queue while
 * it is under way, so one whose service ends in between is given to the function again by the next one.
 */
export class EventDispatcher {
  readonly #options: DispatcherOptions;
  readonly #lanes = new Map<string, FunctionLane>();
  #running = 0;
  /** Whether a function had to wait because of the others. */
  #starved = false;
  #closed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Goes on with what an earlier service has left. */
  start(): void {
    for (const name of this.#options.queue.functionNames()) this.wake(name);
  }

  /** There may be something to do for a function. */
  wake(functionName: string): void {
    const lane = this.#lanes.get(functionName) ?? new FunctionLane(functionName, EVENTS_PER_FUNCTION);
    this.#lanes.set(functionName, lane);
    this.#fill(lane);
  }

  /** Leaves everything in the queue. What ends from now on is not noted. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const lane of this.#lanes.values()) lane.wakeAt(undefined, 0, () => {});
  }

  #fill(lane: FunctionLane): void {
    if (this.#closed) return;
    const nowMs = Date.now();
    const isPaused = nowMs < lane.pausedUntilMs;
    const free = this.#freeOf(lane, nowMs);
    // The end of one that runs is the next chance.
    if (free <= 0 && !isPaused) return;
    const { queue } = this.#options;
    const events = free > 0 ? queue.due(lane.functionName, nowMs, free, lane.underWay) : [];
    for (const event of events) {
      this.#running += 1;
      lane.begin(event.sequence);
      void this.#run(lane, event);
    }
    const atMs = isPaused ? lane.pausedUntilMs : queue.nextDueMs(lane.functionName, nowMs);
    lane.wakeAt(atMs, nowMs, () => this.#fill(lane));
  }

  #freeOf(lane: FunctionLane, nowMs: number): number {
    const wanted = lane.freeAt(nowMs);
    const free = this.#options.concurrency - this.#running;
    if (wanted > free) this.#starved = true;
    return Math.min(wanted, free);
  }

  async #run(lane: FunctionLane, event: QueuedEvent): Promise<void> {
    try {
      await this.#handle(lane, event);
    } catch (error) {
      // What cannot be noted must not be done over and over.
      const { timeScale, onNotice } = this.#options;
      lane.refused(event.sequence, Date.now() + backOffMs(1, { timeScale, random: Math.random }));
      if (!this.#closed) onNotice(`a fault of snapboot itself: event ${event.requestId}: ${String(error)}`);
    }
    this.#running -= 1;
    lane.end(event.sequence);
    if (this.#starved) this.#fillAll(lane);
    else this.#fill(lane);
  }

  /** Those come first of which least runs, and of these last the one that had its turn. */
  #fillAll(last: FunctionLane): void {
    this.#starved = false;
    this.#lanes.delete(last.functionName);
    this.#lanes.set(last.functionName, last);
    const lanes = [...this.#lanes.values()];
    for (const lane of lanes.toSorted((one, other) => one.underWay.size - other.underWay.size)) this.#fill(lane);
  }

  async #handle(lane: FunctionLane, event: QueuedEvent): Promise<void> {
    const { invoker, observer } = this.#options;
    const found = this.#resolve(event);
    if (found === 'gone') return this.#drop(event);
    const { attempts, lastResult } = event;
    const target = found === 'not-now' ? undefined : found;
    if (invoker.isSwitchedOff(event.reference.name)) {
      return this.#leave(event, { condition: 'ZeroReservedConcurrency', target, attempts, result: undefined });
    }
    const rules = this.#rulesOf(event);
    const nowMs = Date.now();
    if (isTooOld(event, rules, nowMs)) {
      return this.#leave(event, { condition: 'EventAgeExceeded', target, attempts, result: lastResult });
    }
    observer.invoked?.(event.reference.name, nowMs - event.acceptedMs);
    const outcome = target === undefined ? NOT_RUN : await attemptEvent(invoker, target, event);
    if (!this.#closed) await this.#proceed(lane, event, outcome, target);
  }

  async #proceed(
    lane: FunctionLane,
    event: QueuedEvent,
    outcome: AttemptOutcome,
    target: FunctionTarget | undefined,
  ): Promise<void> {
    const { queue, writes } = this.#options;
    const next = nextStep(event, outcome, this.#rulesOf(event), Date.now());
    if (outcome.state === 'succeeded') lane.succeeded();
    if (outcome.state === 'not-run' && next.step === 'try-again') lane.refused(event.sequence, next.progress.dueMs);
    if (next.step === 'try-again') return writes.write(() => queue.putBack(event.sequence, next.progress));
    const hasRun = outcome.state !== 'not-run';
    const attempts = event.attempts + (hasRun ? 1 : 0);
    const result = hasRun ? outcome.result : event.lastResult;
    await this.#leave(event, { condition: next.condition, target, attempts, result });
  }

  async #leave(event: QueuedEvent, { condition, target, attempts, result }: Leave): Promise<void> {
    const { writes, completion, configs, observer, onCompleted } = this.#options;
    const { name, qualifier = LATEST } = event.reference;
    const recorded = { event, condition, functionArn: functionArn(name, qualifier), attempts, result };
    const { DestinationConfig: destinations } = configs.get(event.reference) ?? DEFAULT_EVENT_INVOKE;
    const outlets = { destinations, deadLetterArn: target?.config.deadLetterArn };
    const forwarded = await writes.write(() => completion.complete(recorded, outlets, Date.now()));
    if (condition !== 'Success') observer.dropped?.(name);
    onCompleted();
    if (forwarded.functionName !== undefined) this.wake(forwarded.functionName);
  }

  async #drop(event: QueuedEvent): Promise<void> {
    const { queue, writes, observer, onNotice } = this.#options;
    const { name, qualifier } = event.reference;
    await writes.write(() => queue.remove(event.sequence));
    observer.dropped?.(name);
    onNotice(`event ${event.requestId} was dropped: there is no ${functionArn(name, qualifier)} any more`);
  }

  #resolve({ reference }: QueuedEvent): FunctionTarget | 'gone' | 'not-now' {
    try {
      return this.#options.invoker.resolve(reference);
    } catch (error) {
      const isGone = error instanceof ServiceError && error.errorType === 'ResourceNotFoundException';
      return isGone ? 'gone' : 'not-now';
    }
  }

  #rulesOf({ reference }: QueuedEvent): EventRules {
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = this.#options.configs.get(reference) ?? {};
    return {
      maximumRetryAttempts: MaximumRetryAttempts ?? DEFAULT_EVENT_INVOKE.MaximumRetryAttempts,
      maximumEventAgeSeconds: MaximumEventAgeInSeconds ?? DEFAULT_EVENT_INVOKE.MaximumEventAgeInSeconds,
      timeScale: this.#options.timeScale,
      random: Math.random,
    };
  }
}

const NOT_RUN: AttemptOutcome = { state: 'not-run' };
