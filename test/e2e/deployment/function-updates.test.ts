import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListVersionsByFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering } from '../../support/function-zip.ts';
import { startService, type TestService } from '../../support/start-service.ts';
import { createFunction, PATIENCE } from './create-function.ts';

let running: TestService;

beforeAll(async () => {
  running = await startService({});
});

afterAll(() => running[Symbol.asyncDispose]());

test('new code and a new configuration are in force for the next invocation', async () => {
  const { client } = running;
  const variables = { Environment: { Variables: { GREETING: 'hello' } } };
  await createFunction(running, 'changing', '[1, process.env.GREETING]', variables);
  expect(await running.call('changing')).toEqual([1, 'hello']);
  const target = { FunctionName: 'changing' };
  const updated = await client.send(
    new UpdateFunctionCodeCommand({
      ...target,
      ZipFile: answering('[2, process.env.GREETING, context.memoryLimitInMB]'),
    }),
  );
  expect(updated.LastUpdateStatus).toBe('InProgress');
  await waitUntilFunctionUpdatedV2({ client, ...PATIENCE }, target);
  expect(await running.call('changing')).toEqual([2, 'hello', '128']);
  const configuration = { MemorySize: 512, Environment: { Variables: { GREETING: 'good evening' } } };
  await client.send(new UpdateFunctionConfigurationCommand({ ...target, ...configuration }));
  await waitUntilFunctionUpdatedV2({ client, ...PATIENCE }, target);
  expect(await running.call('changing')).toEqual([2, 'good evening', '512']);
});

test('an update says why it is in progress, and nothing when it is complete', async () => {
  const { client } = running;
  const target = { FunctionName: 'updating' };
  const { LastUpdateStatusReason, LastUpdateStatusReasonCode } = await createFunction(
    running,
    target.FunctionName,
    '1',
  );
  expect([LastUpdateStatusReason, LastUpdateStatusReasonCode]).toEqual([undefined, undefined]);
  const inProgress = {
    LastUpdateStatus: 'InProgress',
    LastUpdateStatusReason: 'The function is being created.',
    LastUpdateStatusReasonCode: 'Creating',
  };
  expect(await client.send(new UpdateFunctionCodeCommand({ ...target, ZipFile: answering('2') }))).toMatchObject(
    inProgress,
  );
  await waitUntilFunctionUpdatedV2({ client, ...PATIENCE }, target);
  expect(await client.send(new UpdateFunctionConfigurationCommand({ ...target, Timeout: 5 }))).toMatchObject(
    inProgress,
  );
  await waitUntilFunctionUpdatedV2({ client, ...PATIENCE }, target);
  const updated = await client.send(new GetFunctionConfigurationCommand(target));
  expect(updated).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
  expect(Object.keys(updated).filter((name) => name.includes('Reason'))).toEqual([]);
});

test('an update of the code that is a dry run is checked, and changes nothing', async () => {
  const { client } = running;
  const target = { FunctionName: 'rehearsed' };
  await createFunction(running, target.FunctionName, "'as it was'");
  const before = await client.send(new GetFunctionCommand(target));
  const dryRun = { ...target, DryRun: true, Publish: true };
  const { CodeSha256, RevisionId } = await client.send(
    new UpdateFunctionCodeCommand({ ...dryRun, ZipFile: answering("'changed'") }),
  );
  expect({ CodeSha256, RevisionId }).toEqual({
    CodeSha256: before.Configuration?.CodeSha256,
    RevisionId: before.Configuration?.RevisionId,
  });
  expect((await client.send(new GetFunctionCommand(target))).Configuration).toEqual(before.Configuration);
  expect(await running.call(target.FunctionName)).toBe('as it was');
  const { Versions = [] } = await client.send(new ListVersionsByFunctionCommand(target));
  expect(Versions.map(({ Version }) => Version)).toEqual(['$LATEST']);
  const broken = new UpdateFunctionCodeCommand({ ...dryRun, ZipFile: Buffer.from('no zip') });
  await expect(client.send(broken)).rejects.toThrow('Could not unzip uploaded file.');
});
