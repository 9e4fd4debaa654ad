import { TooManyRequestsException } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { openDoor } from '../../support/open-door.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { ReceivedSegment } from '../../support/xray-receiver.ts';
import { FAST, readNotes } from '../async-invocations/start-async.ts';
import { startTraced } from './start-traced.ts';

const ROOT = '1-5bef4de7-ad49b0e87f6ef6c87fc2e700';
const CALLER = `Root=${ROOT};Parent=9a9197af755a6419;Sampled=1`;
const NOTING = 'notes-its-events';
const failingOnce = { InvocationType: 'Event', Payload: '{"failures":1}' } as const;
const WAITING = { name: 'fetches-the-url-of-its-event' };

test('a cold and a warm invocation have the segments of service and function, from one parent to the next', async () => {
  await using lambda = await startTraced([{ name: 'returns-trace-id' }]);
  const cold = await lambda.invokeTraced('returns-trace-id', `${CALLER};Lineage=a87bd80c:1`);
  const [service, own] = pairsOf(await lambda.xray.take(2))[0] ?? [];
  const [header] = JSON.parse(cold.result);
  expect(header).toBe(`Root=${ROOT};Parent=${own?.id};Sampled=1;Lineage=a87bd80c:1`);
  expect(cold.header).toBe(`Root=${ROOT};Sampled=1`);
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:returns-trace-id';
  expect(service).toMatchObject({
    trace_id: ROOT,
    parent_id: '9a9197af755a6419',
    origin: 'AWS::Lambda',
    name: 'returns-trace-id',
    resource_arn: arn,
    http: { response: { status: 200 } },
    aws: { request_id: expect.stringMatching(/^[\da-f-]{36}$/) },
  });
  expect(own).toMatchObject({
    trace_id: ROOT,
    parent_id: service?.id,
    origin: 'AWS::Lambda::Function',
    aws: { account_id: '123456789012', function_arn: arn, resource_names: ['returns-trace-id'] },
  });
  expect(own?.aws?.cloudwatch_logs).toEqual([{ log_group: '/aws/lambda/returns-trace-id' }]);
  expect(namesBelow(own)).toEqual(['Initialization', 'Invocation', 'Overhead']);
  expectInOrder(service, own);

  await lambda.invokeTraced('returns-trace-id', CALLER);
  const [, [warmService, warm] = []] = pairsOf(await lambda.xray.take(4));
  expect(namesBelow(warm)).toEqual(['Invocation', 'Overhead']);
  expectInOrder(warmService, warm);
  for (const segment of lambda.xray.segments) expect(segment).not.toHaveProperty('fault');
});

test('an error has its cause with the stack, as the runtime has told it', async () => {
  await using lambda = await startTraced([{ name: 'throws-type-error' }]);
  await lambda.invokeTraced('throws-type-error', CALLER);
  const [[service, own] = []] = pairsOf(await lambda.xray.take(2));
  expect(service).toMatchObject({ fault: true, http: { response: { status: 200 } } });
  expect(own).toMatchObject({ fault: true, cause: { working_directory: expect.stringContaining('fixtures') } });
  const [exception] = own?.cause?.exceptions ?? [];
  expect(exception).toMatchObject({ type: 'TypeError' });
  expect(JSON.stringify(exception?.stack)).toContain('throws-type-error.mjs');
  const invocation = own?.subsegments?.find(({ name }) => name === 'Invocation');
  expect(invocation).toMatchObject({ fault: true, cause: exception?.id });
});

test('a timeout and an end of the process are faults too', async () => {
  await using door = await openDoor();
  await using lambda = await startTraced([{ ...WAITING, timeoutMs: 1000 }, { name: 'exits-with-status-3' }]);
  await lambda.invokeTraced(WAITING.name, CALLER, { Payload: JSON.stringify(door.url) });
  const [[, late] = []] = pairsOf(await lambda.xray.take(2));
  expect(late).toMatchObject({ fault: true });
  expect(late?.cause?.exceptions).toMatchObject([
    { type: 'Sandbox.Timedout', message: expect.stringContaining('Task timed out after 1.00 seconds') },
  ]);
  await lambda.invokeTraced('exits-with-status-3', CALLER);
  const [, [, dead] = []] = pairsOf(await lambda.xray.take(4));
  expect(dead?.cause?.exceptions).toMatchObject([{ type: 'Runtime.ExitError' }]);
  expect(namesBelow(dead)).toEqual(['Initialization', 'Invocation', 'Overhead']);
});

test('an invocation that is throttled has the segment of the service alone', async () => {
  await using door = await openDoor();
  await using lambda = await startTraced([{ ...WAITING, timeoutMs: 60_000 }], { concurrency: 1 });
  const Payload = JSON.stringify(door.url);
  const first = lambda.invokeTraced(WAITING.name, CALLER, { Payload });
  await expect.poll(door.waiting).toBe(1);
  const second = lambda.invokeTraced(WAITING.name, CALLER, { Payload });
  await expect(second).rejects.toThrow(TooManyRequestsException);
  expect(await lambda.xray.take(1)).toMatchObject([
    {
      origin: 'AWS::Lambda',
      parent_id: '9a9197af755a6419',
      error: true,
      throttle: true,
      http: { response: { status: 429 } },
    },
  ]);
  door.open();
  await first;
  expect((await lambda.xray.take(3)).filter(({ throttle }) => throttle)).toHaveLength(1);
});

test('an event that is tried again stays in its trace, with two segments for each attempt', async () => {
  await using notes = await temporaryFolder();
  await using lambda = await startTraced([noting(notes.path)], { asyncTimeScale: FAST });
  const { header } = await lambda.invokeTraced(NOTING, undefined, failingOnce);
  const pairs = pairsOf(await lambda.xray.take(4));
  expect(header).toBe(`Root=${lambda.xray.segments[0]?.trace_id};Sampled=1`);
  expect(new Set(lambda.xray.segments.map(({ trace_id }) => trace_id)).size).toBe(1);
  expect(new Set(pairs.map(([service]) => service.aws?.request_id)).size).toBe(1);
  expect(pairs.map(([, own]) => own?.fault).toSorted()).toEqual([true, undefined]);
  for (const [service] of pairs) expect(service).not.toHaveProperty('parent_id');
  const [root] = String(header).split(';');
  const expected = pairs.map(([, own]) => `${root};Parent=${own?.id};Sampled=1`);
  const traces = readNotes(`${notes.path}/notes`).map(({ traceId }) => traceId.replace(/;Lineage=.*/, ''));
  expect(traces.toSorted()).toEqual(expected.toSorted());
});

test('an event whose caller has not sampled it is not sampled at any attempt', async () => {
  await using notes = await temporaryFolder();
  await using lambda = await startTraced([noting(notes.path), { name: 'returns-text' }], { asyncTimeScale: FAST });
  const { header } = await lambda.invokeTraced(NOTING, CALLER.replace('Sampled=1', 'Sampled=0'), failingOnce);
  expect(header).toBe(`Root=${ROOT};Sampled=0`);
  await expect.poll(() => readNotes(`${notes.path}/notes`)).toHaveLength(2);
  for (const { traceId } of readNotes(`${notes.path}/notes`))
    expect(traceId).toMatch(new RegExp(`^Root=${ROOT};Parent=[\\da-f]{16};Sampled=0`));
  await lambda.invokeTraced('returns-text', CALLER);
  expect((await lambda.xray.take(2)).map(({ name }) => name)).toEqual(['returns-text', 'returns-text']);
});

function noting(folder: string) {
  return { name: NOTING, variables: { NOTES: `${folder}/notes` } };
}

function pairsOf(segments: readonly ReceivedSegment[]): readonly (readonly [ReceivedSegment, ReceivedSegment?])[] {
  const services = segments.filter(({ origin }) => origin === 'AWS::Lambda');
  const ownOf = (service: ReceivedSegment) => segments.find(({ parent_id }) => parent_id === service.id);
  return services.map((service) => {
    const own = ownOf(service);
    return own === undefined ? [service] : [service, own];
  });
}

function namesBelow(segment: ReceivedSegment | undefined): readonly string[] {
  return (segment?.subsegments ?? []).map(({ name }) => name);
}

/** One after the other, and each within what is above it. */
function expectInOrder(service: ReceivedSegment | undefined, own: ReceivedSegment | undefined): void {
  const below = own?.subsegments ?? [];
  const [first] = below;
  const last = below.at(-1);
  const times = [service?.start_time, own?.start_time, first?.start_time].map(Number);
  const ends = [last?.end_time, own?.end_time, service?.end_time].map(Number);
  const between = below.flatMap(({ start_time, end_time }) => [start_time, end_time]);
  const all = [...times, ...between, ...ends];
  expect(all).toEqual(all.toSorted((one, other) => one - other));
}
