import { expect, test } from 'vitest';
import type { InitializationType, UntimedTelemetryEvent } from '../../../../runtime/protocol/telemetry-events.ts';
import type { ServiceEvent } from '../../../../service/observation/service-event.ts';
import { ServiceEvents } from '../../../../service/observation/service-events.ts';
import type { SegmentDocument } from '../../../../service/tracing/segment-document.ts';
import { Tracer } from '../../../../service/tracing/tracer.ts';
import { segmentFaults } from '../../../support/segment-rules.ts';

type Step =
  | 'init'
  | 'init again'
  | 'restore'
  | 'started'
  | 'start'
  | 'done'
  | 'report'
  | 'ended'
  | 'refused'
  | 'stopped';

const place = { functionName: 'traced', version: '$LATEST', memoryMb: 128 };
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:traced';

/** What happens in a service where a step takes place, for the invocation with this id in this environment. */
function happen(events: ServiceEvents, initializationType: InitializationType = 'on-demand') {
  const invocations = new Map<string, Extract<ServiceEvent, { type: 'invocation.started' }>['invocation']>();
  const instance = { functionName: 'traced', functionVersion: '$LATEST' };
  const tell = (id: string, event: UntimedTelemetryEvent): void => {
    const environment = { ...place, id, initializationType };
    const time = new Date().toISOString();
    events.emit({ type: 'environment.telemetry', environment, event: { time, ...event } });
  };
  const init = (id: string, phase: 'init' | 'invoke'): void => {
    const record = { initializationType, phase } as const;
    tell(id, { type: 'platform.initStart', record: { ...record, ...instance } });
    const metrics = { durationMs: 1 };
    tell(id, { type: 'platform.initReport', record: { ...record, status: 'success', metrics } });
  };
  const invocationOf = (key: string) => {
    const found = invocations.get(key) ?? begin(key);
    invocations.set(key, found);
    return found;
  };
  const begin = (key: string) => ({
    ...place,
    requestId: key,
    functionArn,
    traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=0123456789abcdef;Sampled=1',
    segments: { functionId: '0123456789abcdef' },
  });
  const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 64 };
  const steps: Record<Step, (key: string, environment: string) => void> = {
    init: (_key, id) => init(id, 'init'),
    'init again': (_key, id) => init(id, 'invoke'),
    restore(_key, id) {
      tell(id, { type: 'platform.restoreStart', record: instance });
      tell(id, { type: 'platform.restoreReport', record: { status: 'success', metrics: { durationMs: 1 } } });
    },
    started: (key) => events.emit({ type: 'invocation.started', invocation: invocationOf(key) }),
    start: (requestId, id) => tell(id, { type: 'platform.start', record: { requestId } }),
    done: (requestId, id) =>
      tell(id, { type: 'platform.runtimeDone', record: { requestId, status: 'success', metrics: { durationMs: 1 } } }),
    report: (requestId, id) => tell(id, { type: 'platform.report', record: { requestId, status: 'success', metrics } }),
    ended(key) {
      const invocation = invocationOf(key);
      events.emit({ type: 'invocation.ended', invocation, outcome: { state: 'succeeded' }, durationMs: 1 });
      invocations.delete(key);
    },
    refused(key) {
      const invocation = invocationOf(key);
      events.emit({ type: 'invocation.ended', invocation, outcome: { state: 'throttled', reason: '' }, durationMs: 1 });
      invocations.delete(key);
    },
    stopped: (_key, id) =>
      events.emit({ type: 'environment.phase', environment: { ...place, id, initializationType }, phase: 'stopped' }),
  };
  return (step: Step, key = 'one', environment = 'first'): void => steps[step](key, environment);
}

const RUN: readonly Step[] = ['start', 'done', 'ended', 'report'];

test.each<[string, InitializationType, readonly Step[], readonly string[]]>([
  ['a cold start', 'on-demand', ['started', 'init', ...RUN], ['Initialization', 'Invocation', 'Overhead']],
  ['a warm one', 'on-demand', ['started', ...RUN], ['Invocation', 'Overhead']],
  [
    'an init that was repeated',
    'on-demand',
    ['started', 'init', 'init again', ...RUN],
    ['Initialization', 'Initialization', 'Invocation', 'Overhead'],
  ],
  ['an init ahead', 'provisioned-concurrency', ['init', 'started', ...RUN], ['Invocation', 'Overhead']],
  [
    'an init ahead that was repeated',
    'provisioned-concurrency',
    ['init', 'started', 'init again', ...RUN],
    ['Initialization', 'Invocation', 'Overhead'],
  ],
  ['a restore', 'snap-start', ['init', 'started', 'restore', ...RUN], ['Restore', 'Invocation', 'Overhead']],
  [
    'a report before the answer',
    'on-demand',
    ['started', 'start', 'done', 'report', 'ended'],
    ['Invocation', 'Overhead'],
  ],
  [
    'an environment that ends without a report',
    'on-demand',
    ['started', 'start', 'ended', 'stopped'],
    ['Invocation', 'Overhead'],
  ],
  ['a refusal', 'on-demand', ['started', 'refused'], []],
])('%s has these subsegments', (_what, type, steps, names) => {
  const events = new ServiceEvents();
  const segments: SegmentDocument[] = [];
  using _ = new Tracer(events, (segment) => segments.push(segment));
  const step = happen(events, type);
  for (const each of steps) {
    expect(segments).toEqual([]);
    step(each);
  }
  expect(segments.flatMap(segmentFaults)).toEqual([]);
  expect((segments[1]?.subsegments ?? []).map(({ name }) => name)).toEqual(names);
  expect(segments).toHaveLength(names.length > 0 ? 2 : 1);
});

test('an attempt that begins before the one before is reported is another one', () => {
  const events = new ServiceEvents();
  const segments: SegmentDocument[] = [];
  using _ = new Tracer(events, (segment) => segments.push(segment));
  const step = happen(events);
  for (const each of ['started', 'start', 'done', 'ended'] as const) step(each, 'one', 'first');
  for (const each of ['started', 'start'] as const) step(each, 'one', 'second');
  step('report', 'one', 'first');
  expect(segments).toHaveLength(2);
  for (const each of ['done', 'report', 'ended'] as const) step(each, 'one', 'second');
  expect(segments).toHaveLength(4);
});

test('what is not traced has no segments', () => {
  const events = new ServiceEvents();
  const segments: SegmentDocument[] = [];
  using _ = new Tracer(events, (segment) => segments.push(segment));
  const step = happen(events);
  for (const each of RUN) step(each);
  expect(segments).toEqual([]);
});
