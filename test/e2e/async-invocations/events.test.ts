import {
  InvokeAsyncCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { sendRequest } from '../../support/send-request.ts';
import { startAsync } from './start-async.ts';

test('an event is accepted, and reaches its function under the id that the caller was told', async () => {
  await using lambda = await startAsync(['hello']);
  const answer = await lambda.sendEvent('hello', { a: 1 });
  expect(answer).toMatchObject({ StatusCode: 202, $metadata: { httpStatusCode: 202 } });
  expect(answer.Payload).toBeFalsy();
  expect(answer.FunctionError).toBeUndefined();
  const note = { id: answer.$metadata.requestId, functionName: 'hello', event: { a: 1 } };
  await expect.poll(() => lambda.notes()).toEqual([expect.objectContaining(note)]);
});

test('trace and tenant of the caller reach the function', async () => {
  await using lambda = await startAsync(['hello']);
  const root = 'Root=1-5759e988-bd862e3fe1be46a994272793';
  await sendRequest(lambda.address, {
    method: 'POST',
    path: '/2015-03-31/functions/hello/invocations',
    headers: { 'x-amz-invocation-type': 'Event', 'x-amz-tenant-id': 'blue', 'x-amzn-trace-id': `${root};Sampled=1` },
    body: '{}',
  });
  await expect
    .poll(() => lambda.notes())
    .toEqual([expect.objectContaining({ tenantId: 'blue', traceId: expect.stringMatching(`^${root};.*Sampled=1`) })]);
});

test('a function that fails is tried twice more, under the same id', async () => {
  await using lambda = await startAsync(['hello']);
  const { $metadata } = await lambda.sendEvent('hello', { failures: 9 });
  const { requestId: id } = $metadata;
  await expect.poll(() => lambda.notes().map((note) => note.id)).toEqual([id, id, id]);
  // What is accepted later is done, and the first one has not come back.
  await lambda.sendEvent('hello', { later: true });
  await expect.poll(() => lambda.notes().at(-1)?.event).toEqual({ later: true });
  expect(lambda.notes()).toHaveLength(4);
});

test('a function that succeeds at last is not tried again', async () => {
  await using lambda = await startAsync(['hello']);
  await lambda.sendEvent('hello', { failures: 1 });
  await expect.poll(() => lambda.notes().length).toBe(2);
  await lambda.sendEvent('hello', 'later');
  await expect.poll(() => lambda.notes().map(({ event }) => event)).toContain('later');
  expect(lambda.notes()).toHaveLength(3);
});

test('how often it is tried can be configured', async () => {
  await using lambda = await startAsync(['hello']);
  await lambda.client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'hello', MaximumRetryAttempts: 0 }));
  await lambda.sendEvent('hello', { failures: 9 });
  await expect.poll(() => lambda.notes().length).toBe(1);
  await lambda.sendEvent('hello', 'later');
  await expect.poll(() => lambda.notes().map(({ event }) => event)).toContain('later');
  expect(lambda.notes()).toHaveLength(2);
});

test('a slow function does not hold back another one', async () => {
  await using lambda = await startAsync(['hello'], { paths: ['test/fixtures/functions/never-settles.mjs'] });
  await Promise.all(Array.from({ length: 30 }, () => lambda.sendEvent('never-settles', {})));
  await lambda.sendEvent('hello', 'me');
  await expect.poll(() => lambda.notes().map(({ event }) => event)).toEqual(['me']);
});

test('events for which there is no room now are tried until there is', async () => {
  await using lambda = await startAsync(['hello', 'other'], { concurrency: 1 });
  const events = Array.from({ length: 20 }, (_, index) => index);
  await Promise.all(events.map((event) => lambda.sendEvent(event % 2 === 0 ? 'hello' : 'other', event)));
  await expect
    .poll(() =>
      lambda
        .notes()
        .map(({ event }) => Number(event))
        .toSorted((one, other) => one - other),
    )
    .toEqual(events);
});

test('the old operation for events is there still', async () => {
  await using lambda = await startAsync(['hello']);
  const answer = await lambda.client.send(new InvokeAsyncCommand({ FunctionName: 'hello', InvokeArgs: '"old"' }));
  expect(answer.Status).toBe(202);
  await expect.poll(() => lambda.notes().map(({ event }) => event)).toEqual(['old']);
  const path = '/2014-11-13/functions/hello/invoke-async';
  const { status, body } = await sendRequest(lambda.address, { method: 'POST', path, body: '1' });
  expect([status, JSON.parse(body)]).toEqual([202, { Status: 202 }]);
});

test('an event may have a megabyte, and not more', async () => {
  await using lambda = await startAsync(['hello']);
  const largest = 'x'.repeat(1_048_576 - 2);
  expect(await lambda.sendEvent('hello', largest)).toMatchObject({ StatusCode: 202 });
  await expect(lambda.sendEvent('hello', `${largest}x`)).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    message: '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    $metadata: { httpStatusCode: 413 },
  });
});

test.each([
  ['no JSON', { Payload: '{"a":' }, 'InvalidRequestContentException'],
  ['an unknown function', { FunctionName: 'nobody' }, 'ResourceNotFoundException'],
  ['an unknown qualifier', { Qualifier: '7' }, 'ResourceNotFoundException'],
])('%s is refused at once', async (_kind, input, name) => {
  await using lambda = await startAsync(['hello']);
  await expect(lambda.sendEvent('hello', {}, input)).rejects.toMatchObject({ name });
});

test('a function that invokes itself over and over is stopped', async () => {
  await using lambda = await startAsync(['hello']);
  const headers = { 'x-amz-invocation-type': 'Event' };
  const request = { method: 'POST', path: '/2015-03-31/functions/hello/invocations', headers, body: '1' } as const;
  let trace = 'Root=1-5759e988-bd862e3fe1be46a994272793';
  for (let count = 1; count <= 16; count += 1) {
    const { status } = await sendRequest(lambda.address, {
      ...request,
      headers: { ...headers, 'x-amzn-trace-id': trace },
    });
    expect(status).toBe(202);
    await expect.poll(() => lambda.notes().length).toBe(count);
    trace = lambda.notes().at(-1)?.traceId ?? '';
  }
  const refused = await sendRequest(lambda.address, { ...request, headers: { ...headers, 'x-amzn-trace-id': trace } });
  expect(refused).toMatchObject({ status: 400, headers: { 'x-amzn-errortype': 'RecursiveInvocationException' } });
});

test('there is no asynchronous response stream', async () => {
  await using lambda = await startAsync(['hello']);
  const input = { FunctionName: 'hello', InvocationType: 'Event' as 'DryRun' };
  await expect(lambda.client.send(new InvokeWithResponseStreamCommand(input))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('[RequestResponse, DryRun]'),
  });
});

test('the name of the emulator means the first function also for events', async () => {
  await using lambda = await startAsync(['hello']);
  await lambda.client.send(new InvokeCommand({ FunctionName: 'function', InvocationType: 'Event' }));
  await expect.poll(() => lambda.notes().map(({ event }) => event)).toEqual([{}]);
});
