import { expect, test } from 'vitest';
import type { QueuedEvent } from '../../../../service/async-invocations/async-event.ts';
import {
  type AttemptOutcome,
  backOffMs,
  type EventRules,
  isTooOld,
  nextStep,
} from '../../../../service/async-invocations/retry-schedule.ts';

const RESULT = { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled', payload: '{}' };
const FAILED: AttemptOutcome = { state: 'failed', result: RESULT };
const NOT_RUN: AttemptOutcome = { state: 'not-run' };
const SUCCEEDED: AttemptOutcome = { state: 'succeeded', result: { ...RESULT, payload: '1' } };
const HOUR = 3_600_000;

test.each([
  ['the first error', { attempts: 0 }, FAILED, 60_000, { attempts: 1, throttles: 0 }],
  ['the second error', { attempts: 1 }, FAILED, 120_000, { attempts: 2, throttles: 0 }],
  ['the first throttle', {}, NOT_RUN, 1000, { attempts: 0, throttles: 1 }],
  ['the second throttle', { throttles: 1 }, NOT_RUN, 2000, { attempts: 0, throttles: 2 }],
  ['the ninth throttle', { throttles: 8 }, NOT_RUN, 256_000, { attempts: 0, throttles: 9 }],
  ['the tenth throttle', { throttles: 9 }, NOT_RUN, 300_000, { attempts: 0, throttles: 10 }],
  ['the hundredth throttle', { throttles: 99 }, NOT_RUN, 300_000, { attempts: 0, throttles: 100 }],
  ['a throttle after an error', { attempts: 1 }, NOT_RUN, 1000, { attempts: 1, throttles: 1 }],
  ['an error after throttles', { throttles: 7 }, FAILED, 60_000, { attempts: 1, throttles: 0 }],
] as const)('after %s it is tried again', (_what, before, outcome, delayMs, progress) => {
  expect(nextStep(event(before), outcome, RULES, 5000)).toEqual({
    step: 'try-again',
    progress: expect.objectContaining({ ...progress, dueMs: 5000 + delayMs }),
  });
});

test.each([
  ['a success', {}, SUCCEEDED, {}, 'Success'],
  ['a success that came late', {}, SUCCEEDED, { maximumEventAgeSeconds: 0 }, 'Success'],
  ['the third error', { attempts: 2 }, FAILED, {}, 'RetriesExhausted'],
  ['an error without retries', {}, FAILED, { maximumRetryAttempts: 0 }, 'RetriesExhausted'],
  ['the second of two', { attempts: 1 }, FAILED, { maximumRetryAttempts: 1 }, 'RetriesExhausted'],
  ['an error, where the retry would be too late', {}, FAILED, { maximumEventAgeSeconds: 60 }, 'EventAgeExceeded'],
  [
    'a throttle, where the retry would be too late',
    { throttles: 6 },
    NOT_RUN,
    { maximumEventAgeSeconds: 60 },
    'EventAgeExceeded',
  ],
] as const)('after %s it leaves the queue', (_what, before, outcome, rules, condition) => {
  expect(nextStep(event(before), outcome, { ...RULES, ...rules }, 5000)).toEqual({ step: 'leave', condition });
});

test('the result of an attempt is kept, also when the next one does not come about', () => {
  const first = nextStep(event({}), FAILED, RULES, 0);
  const second = nextStep(event({ attempts: 1, lastResult: RESULT }), NOT_RUN, RULES, 0);
  for (const each of [first, second]) expect(each).toMatchObject({ progress: { lastResult: RESULT } });
});

test.each([
  [6 * HOUR, false],
  [6 * HOUR + 1, true],
])('an age of %i ms is too much: %s', (age, expected) => {
  expect(isTooOld(event({ acceptedMs: 1000 }), RULES, 1000 + age)).toBe(expected);
});

test('delays differ by up to a quarter', () => {
  const delays = [0, 0.5, 0.999].map((chance) => backOffMs(1, { timeScale: 1, random: () => chance }));
  expect(delays.map(Math.round)).toEqual([1000, 1125, 1250]);
});

test('all times can be scaled', () => {
  const rules = { ...RULES, timeScale: 0.001 };
  expect(nextStep(event({}), FAILED, rules, 0)).toMatchObject({ progress: { dueMs: 60 } });
  expect(nextStep(event({}), NOT_RUN, rules, 0)).toMatchObject({ progress: { dueMs: 1 } });
  expect(isTooOld(event({}), rules, 21_601)).toBe(true);
});

const RULES: EventRules = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  timeScale: 1,
  random: () => 0,
};

function event(more: Partial<QueuedEvent>): QueuedEvent {
  return {
    sequence: 1,
    requestId: 'id',
    reference: { name: 'hello', qualifier: undefined },
    payload: Buffer.from('{}'),
    traceId: '',
    tenantId: undefined,
    acceptedMs: 0,
    attempts: 0,
    throttles: 0,
    dueMs: 0,
    lastResult: undefined,
    ...more,
  };
}
