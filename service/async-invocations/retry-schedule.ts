import type { AttemptResult, EventCondition, QueuedEvent } from './async-event.ts';
import type { EventProgress } from './event-queue.ts';

/** How an attempt to run a function for an event has ended. */
export type AttemptOutcome =
  | { readonly state: 'succeeded' | 'failed'; readonly result: AttemptResult }
  /** The function could not run: it was throttled, or the service has failed. */
  | { readonly state: 'not-run' };

/** What holds for an event. */
export interface EventRules {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  /** What all waiting times, and the age, are multiplied by; 1 but in tests. */
  readonly timeScale: number;
  /** From 0 to 1, exclusive. */
  readonly random: () => number;
}

/** What becomes of an event after an attempt. */
export type NextStep =
  | { readonly step: 'leave'; readonly condition: EventCondition }
  | { readonly step: 'try-again'; readonly progress: EventProgress };

const RETRY_DELAY_MS = 60_000;
const LEAST_BACK_OFF_MS = 1000;
const MOST_BACK_OFF_MS = 300_000;

/**
 * What becomes of an event: after an error of the function it is tried again a minute later, then two minutes later;
 * where the function could not run, with delays that begin with a second and double up to five minutes. An event that
 * would be too old by then leaves at once.
 */
export function nextStep(event: QueuedEvent, outcome: AttemptOutcome, rules: EventRules, nowMs: number): NextStep {
  if (outcome.state === 'succeeded') return { step: 'leave', condition: 'Success' };
  const progress = progressAfter(event, outcome, rules, nowMs);
  if (progress.attempts > rules.maximumRetryAttempts) return { step: 'leave', condition: 'RetriesExhausted' };
  if (isTooOld(event, rules, progress.dueMs)) return { step: 'leave', condition: 'EventAgeExceeded' };
  return { step: 'try-again', progress };
}

/** Whether an event has no time left. */
export function isTooOld({ acceptedMs }: QueuedEvent, rules: EventRules, atMs: number): boolean {
  return atMs - acceptedMs > rules.maximumEventAgeSeconds * 1000 * rules.timeScale;
}

/**
 * The delay before something is tried again that could not be done, with up to a quarter more by chance, so that those
 * that failed together do not come back together.
 *
 * @param failures how often in a row, from 1
 */
export function backOffMs(failures: number, { timeScale, random }: Pick<EventRules, 'timeScale' | 'random'>): number {
  const nominal = Math.min(LEAST_BACK_OFF_MS * 2 ** (failures - 1), MOST_BACK_OFF_MS);
  return nominal * (1 + random() / 4) * timeScale;
}

function progressAfter(event: QueuedEvent, outcome: AttemptOutcome, rules: EventRules, nowMs: number): EventProgress {
  if (outcome.state === 'not-run') {
    const throttles = event.throttles + 1;
    const { attempts, lastResult } = event;
    return { attempts, lastResult, throttles, dueMs: nowMs + backOffMs(throttles, rules) };
  }
  const attempts = event.attempts + 1;
  const dueMs = nowMs + attempts * RETRY_DELAY_MS * rules.timeScale;
  return { attempts, throttles: 0, dueMs, lastResult: outcome.result };
}
