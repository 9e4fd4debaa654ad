import { expect, test } from 'vitest';
import type { ObservedOutcome } from '../../../../service/observation/service-event.ts';
import { causeOf } from '../../../../service/tracing/error-cause.ts';
import { segmentDocuments, type TracedPhase } from '../../../../service/tracing/segment-document.ts';
import { segmentFaults } from '../../../support/segment-rules.ts';

const START = 1_800_000_000_000;
const invocation = {
  requestId: 'b7e1f5a0-0000-4000-8000-000000000000',
  functionName: 'my-function_1',
  version: '$LATEST',
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:my-function_1:live',
  traceId: 'Root=1-5BEF4DE7-ad49b0e87f6ef6c87fc2e700;Parent=0123456789abcdef;Sampled=1',
};
const segments = { functionId: '0123456789abcdef', callerId: '9a9197af755a6419' };
const PHASES: readonly TracedPhase[] = [
  { name: 'Initialization', startMs: START + 1.25, endMs: START + 100 },
  { name: 'Invocation', startMs: START + 101, endMs: START + 130.25, failed: true },
  { name: 'Overhead', startMs: START + 130.25, endMs: START + 140 },
];
const cause = causeOf({
  errorType: 'Runtime.Unknown',
  payload: Buffer.from(JSON.stringify({ errorType: 'E', errorMessage: '\0'.repeat(1_000_000) })),
});

function documents(outcome: ObservedOutcome, phases: readonly TracedPhase[]) {
  return segmentDocuments({ invocation, segments, outcome, phases, startMs: START, endMs: START + 135 });
}

test.each<[string, ObservedOutcome, readonly TracedPhase[], object]>([
  ['a good end', { state: 'succeeded' }, PHASES, { http: { response: { status: 200 } } }],
  [
    'an error',
    { state: 'function-error', errorType: 'E', cause },
    PHASES,
    { fault: true, http: { response: { status: 200 } } },
  ],
  ['a timeout', { state: 'timed-out', errorType: 'Sandbox.Timedout', cause }, PHASES, { fault: true }],
  ['a crash', { state: 'crashed', errorType: 'Runtime.ExitError' }, PHASES, { fault: true }],
  [
    'a throttle',
    { state: 'throttled', reason: 'ConcurrentInvocationLimitExceeded' },
    [],
    { error: true, throttle: true, http: { response: { status: 429 } } },
  ],
  [
    'a restore that took too long',
    { state: 'refused', errorType: 'SnapStartTimeoutException' },
    [],
    { error: true, http: { response: { status: 408 } } },
  ],
  [
    'a fault of the service',
    { state: 'refused', errorType: 'Unheard' },
    [],
    { fault: true, http: { response: { status: 500 } } },
  ],
])("after %s the documents keep X-Ray's rules", (_what, outcome, phases, service) => {
  const all = documents(outcome, phases);
  expect(all.flatMap(segmentFaults)).toEqual([]);
  expect(all).toHaveLength(phases.length > 0 ? 2 : 1);
  expect(all[0]).toMatchObject({
    trace_id: '1-5bef4de7-ad49b0e87f6ef6c87fc2e700',
    parent_id: segments.callerId,
    ...service,
  });
  const flags = (['error', 'fault', 'throttle'] as const).filter((flag) => all[0]?.[flag]);
  expect(flags).toEqual(['error', 'fault', 'throttle'].filter((flag) => flag in service));
});

test('times are seconds down to the microsecond, and the service lasts as long as the environment', () => {
  const [service, own] = documents({ state: 'succeeded' }, PHASES);
  expect(service).toMatchObject({ start_time: START / 1000, end_time: START / 1000 + 0.14 });
  expect(own).toMatchObject({ id: segments.functionId, parent_id: service?.id, start_time: START / 1000 + 0.00125 });
  expect(own?.subsegments?.[1]).toMatchObject({ end_time: START / 1000 + 0.13025 });
  expect(own).not.toHaveProperty('fault');
});

test('the check of the rules finds what breaks them', () => {
  const [, good] = documents({ state: 'succeeded' }, PHASES);
  const broken: readonly [object, string][] = [
    [{ id: '12' }, 'id: 12'],
    [{ trace_id: '1-2-3' }, 'trace_id: 1-2-3'],
    [{ parent_id: 'me' }, 'parent_id: me'],
    [{ name: 'what?' }, 'name: what?'],
    [{ start_time: START }, `start_time: ${START}`],
    [{ end_time: 1 }, 'ends before it starts'],
    [{ colour: 'red' }, 'unknown field colour'],
    [{ fault: 'yes' }, 'a flag that is no boolean'],
    [{ cause: { exceptions: [{ id: 'x' }] } }, 'exception id: x'],
    [{ metadata: { text: 'x'.repeat(70_000) } }, 'bytes'],
    [{ subsegments: good?.subsegments?.flatMap((each) => [each, each]) }, 'an id twice'],
  ];
  for (const [change, fault] of broken) expect(segmentFaults({ ...good, ...change }).join()).toContain(fault);
});
