import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  type FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type AsyncService, deployFailing, startAsync } from './start-async.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function';
const RECORDS = { Destination: `${ARN}:records` };

test('a record of a success goes to another function', async () => {
  await using lambda = await startAsync(['hello', 'records']);
  await configure(lambda, { OnSuccess: RECORDS });
  const { $metadata } = await lambda.sendEvent('hello', { a: 1 });
  expect(await firstRecord(lambda)).toEqual({
    version: '1.0',
    timestamp: expect.any(String),
    requestContext: {
      requestId: $metadata.requestId,
      functionArn: `${ARN}:hello:$LATEST`,
      condition: 'Success',
      approximateInvokeCount: 1,
    },
    requestPayload: { a: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    responsePayload: { noted: 'hello' },
  });
});

test('a record of a failure tells what the last attempt said, and a success has none', async () => {
  await using lambda = await startAsync(['hello', 'records']);
  await configure(lambda, { OnFailure: RECORDS });
  await lambda.sendEvent('hello', 'succeeds');
  const { $metadata } = await lambda.sendEvent('hello', { failures: 9 });
  expect(await firstRecord(lambda)).toMatchObject({
    requestContext: { requestId: $metadata.requestId, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { failures: 9 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'failure 3', trace: expect.any(Array) },
  });
  expect(recordsOf(lambda)).toHaveLength(1);
});

test('an event that would be too old for its retry is given up at once', async () => {
  await using lambda = await startAsync(['hello', 'records']);
  await configure(lambda, { OnFailure: RECORDS }, { MaximumEventAgeInSeconds: 60 });
  await lambda.sendEvent('hello', { failures: 9 });
  expect(await firstRecord(lambda)).toMatchObject({
    requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
    responseContext: { functionError: 'Unhandled' },
    responsePayload: { errorMessage: 'failure 1' },
  });
});

test('an event for which there is no room for too long has no response', async () => {
  await using lambda = await startAsync(['hello', 'busy', 'records'], { concurrency: 1 }, { timeoutMs: 3000 });
  await configure(lambda, { OnFailure: RECORDS }, { MaximumEventAgeInSeconds: 60 });
  const busy = lambda.call('busy', { hangs: 1 }).catch((error: Error) => error.message);
  await expect.poll(() => lambda.notes().length).toBe(1);
  await lambda.sendEvent('hello', { a: 1 });
  const { requestContext, ...rest } = await firstRecord(lambda);
  expect(requestContext).toMatchObject({ condition: 'EventAgeExceeded', approximateInvokeCount: 0 });
  expect(rest).toEqual({ version: '1.0', timestamp: expect.any(String), requestPayload: { a: 1 } });
  expect(await busy).toContain('timed out');
  expect(lambda.notes().map(({ functionName }) => functionName)).toEqual(['busy', 'records']);
});

test('events of a function that is switched off are given up at once', async () => {
  await using lambda = await startAsync(['hello', 'records']);
  await configure(lambda, { OnFailure: RECORDS });
  const off = { FunctionName: 'hello', ReservedConcurrentExecutions: 0 };
  await lambda.client.send(new PutFunctionConcurrencyCommand(off));
  await lambda.sendEvent('hello', { a: 1 });
  expect(await firstRecord(lambda)).toMatchObject({
    requestContext: { condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 },
    requestPayload: { a: 1 },
  });
  expect(lambda.notes()).toHaveLength(1);
});

test('a record that is larger than an event may be is told, and not sent', async () => {
  await using lambda = await startAsync(['hello', 'records']);
  await configure(lambda, { OnSuccess: RECORDS });
  const { $metadata } = await lambda.sendEvent('hello', { echo: 'x'.repeat(600_000) });
  await expect.poll(() => lambda.notices).toHaveLength(1);
  expect(lambda.notices[0]).toMatch(
    new RegExp(`^event ${$metadata.requestId} of \\S+:hello:\\$LATEST does not reach its destination \\S+:records: `),
  );
  expect(recordsOf(lambda)).toEqual([]);
});

test('what is under way when the service ends is given to the function by the next one, under the same id', async () => {
  await using state = await temporaryFolder();
  await using lambda = await startAsync(['hello'], { stateFolder: state.path }, { timeoutMs: 60_000 });
  await lambda.sendEvent('hello', { hangs: 1 });
  await expect.poll(() => lambda.notes().length).toBe(1);
  await lambda.service.close();
  await using next = await startAsync(['hello'], { stateFolder: state.path });
  await expect.poll(() => next.notes()).toMatchObject(lambda.notes().map(({ id, event }) => ({ id, event })));
});

test('events whose function is gone are dropped, and told', async () => {
  await using state = await temporaryFolder();
  let id: string | undefined;
  {
    await using lambda = await startAsync(['hello', 'other'], { stateFolder: state.path }, { timeoutMs: 60_000 });
    id = (await lambda.sendEvent('hello', { hangs: 9 })).$metadata.requestId;
  }
  await using lambda = await startAsync(['other'], { stateFolder: state.path });
  await expect.poll(() => lambda.notices).toEqual([`event ${id} was dropped: there is no ${ARN}:hello any more`]);
});

test('events and configuration of a function go when it is deleted', async () => {
  await using lambda = await startAsync(['other'], { asyncTimeScale: 1 });
  await deployFailing(lambda, 'gone');
  const config = { FunctionName: 'gone', MaximumRetryAttempts: 1 };
  await lambda.client.send(new PutFunctionEventInvokeConfigCommand(config));
  await Promise.all([1, 2, 3].map((event) => lambda.sendEvent('gone', event)));
  await lambda.client.send(new DeleteFunctionCommand({ FunctionName: 'gone' }));
  await expect.poll(() => lambda.notices).toEqual(['events of gone were dropped with the function: 3']);
  await deployFailing(lambda, 'gone');
  await expect(
    lambda.client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'gone' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('the configuration of the qualifier that the event was sent to holds, and the record names it', async () => {
  await using lambda = await startAsync(['records']);
  await deployFailing(lambda, 'failing');
  const live = { FunctionName: 'failing', Qualifier: 'live' };
  await lambda.client.send(new CreateAliasCommand({ FunctionName: 'failing', Name: 'live', FunctionVersion: '1' }));
  const config = { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: RECORDS } };
  await lambda.client.send(new PutFunctionEventInvokeConfigCommand({ ...live, ...config }));
  await lambda.sendEvent('failing', 'unqualified');
  await lambda.sendEvent('failing', 'qualified', { Qualifier: 'live' });
  expect(await firstRecord(lambda)).toMatchObject({
    requestContext: { functionArn: `${ARN}:failing:live`, condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    requestPayload: 'qualified',
    responseContext: { executedVersion: '1' },
  });
  expect(recordsOf(lambda)).toHaveLength(1);
});

test('functions that are the destination of each other stop after a while', async () => {
  await using lambda = await startAsync(['hello', 'records']);
  await configure(lambda, { OnSuccess: RECORDS });
  const back = { DestinationConfig: { OnSuccess: { Destination: `${ARN}:hello` } } };
  await lambda.client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'records', ...back }));
  await lambda.sendEvent('hello', 'begin');
  await expect.poll(() => lambda.notices).toHaveLength(1);
  expect(lambda.notices[0]).toMatch(/does not reach its destination \S+: functions invoke each other in a loop$/);
  expect(lambda.notes()).toHaveLength(32);
});

interface InvocationRecord {
  readonly requestContext: object;
  readonly [key: string]: unknown;
}

function recordsOf(lambda: AsyncService): readonly InvocationRecord[] {
  const notes = lambda.notes().filter(({ functionName }) => functionName === 'records');
  return notes.map(({ event }) => event as InvocationRecord);
}

async function firstRecord(lambda: AsyncService): Promise<InvocationRecord> {
  await expect.poll(() => recordsOf(lambda).length).toBe(1);
  return recordsOf(lambda)[0] ?? expect.unreachable();
}

async function configure(
  { client }: AsyncService,
  DestinationConfig: NonNullable<FunctionEventInvokeConfig['DestinationConfig']>,
  more: Partial<FunctionEventInvokeConfig> = {},
): Promise<void> {
  const { MaximumEventAgeInSeconds } = more;
  await client.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName: 'hello', DestinationConfig, MaximumEventAgeInSeconds }),
  );
}
