import {
  CreateAliasCommand,
  DeleteFunctionEventInvokeConfigCommand,
  type DestinationConfig,
  GetFunctionEventInvokeConfigCommand,
  ListFunctionEventInvokeConfigsCommand,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
  type PutFunctionEventInvokeConfigCommandOutput,
  paginateListFunctionEventInvokeConfigs,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type AsyncService, deployFailing, startAsync } from './start-async.ts';

const SQS = 'arn:aws:sqs:us-east-1:123456789012:queue';
const SNS = 'arn:aws:sns:us-east-1:123456789012:topic';
const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function';

test('what was put is what there is', async () => {
  await using lambda = await startAsync(['hello']);
  const before = Date.now();
  const put = await putConfig(lambda, { MaximumRetryAttempts: 1 });
  expect(put).toMatchObject({
    FunctionArn: `${LAMBDA}:hello:$LATEST`,
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  });
  expect(put.MaximumEventAgeInSeconds).toBeUndefined();
  expect(put.LastModified?.getTime()).toBeGreaterThanOrEqual(before - 1);
  const { $metadata: _, ...got } = await lambda.client.send(new GetFunctionEventInvokeConfigCommand(HELLO));
  expect(put).toMatchObject(got);
});

test('to put one replaces all of it, to update one changes what is given', async () => {
  await using lambda = await startAsync(['hello']);
  await putConfig(lambda, { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Destination: SQS } } });
  const update = { MaximumEventAgeInSeconds: 60, DestinationConfig: { OnSuccess: { Destination: SNS } } };
  const updated = await lambda.client.send(new UpdateFunctionEventInvokeConfigCommand({ ...HELLO, ...update }));
  expect(updated).toMatchObject({
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 60,
    DestinationConfig: { OnSuccess: { Destination: SNS }, OnFailure: { Destination: SQS } },
  });
  const { $metadata: _, ...replaced } = await putConfig(lambda, { MaximumEventAgeInSeconds: 90 });
  expect(replaced).toEqual({
    FunctionArn: `${LAMBDA}:hello:$LATEST`,
    LastModified: expect.any(Date),
    MaximumEventAgeInSeconds: 90,
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  });
});

test('a destination can be taken back', async () => {
  await using lambda = await startAsync(['hello']);
  await putConfig(lambda, { DestinationConfig: { OnFailure: { Destination: SQS }, OnSuccess: { Destination: SNS } } });
  const update = { DestinationConfig: { OnFailure: {} } };
  const { DestinationConfig } = await lambda.client.send(
    new UpdateFunctionEventInvokeConfigCommand({ ...HELLO, ...update }),
  );
  expect(DestinationConfig).toEqual({ OnFailure: {}, OnSuccess: { Destination: SNS } });
});

test('what was deleted is gone, and outlives no service that it was not deleted in', async () => {
  await using state = await temporaryFolder();
  {
    await using lambda = await startAsync(['hello'], { stateFolder: state.path });
    await putConfig(lambda, { MaximumRetryAttempts: 0 });
  }
  await using lambda = await startAsync(['hello'], { stateFolder: state.path });
  expect(await lambda.client.send(new GetFunctionEventInvokeConfigCommand(HELLO))).toMatchObject({
    MaximumRetryAttempts: 0,
  });
  const { $metadata } = await lambda.client.send(new DeleteFunctionEventInvokeConfigCommand(HELLO));
  expect($metadata.httpStatusCode).toBe(204);
  for (const command of [
    new GetFunctionEventInvokeConfigCommand(HELLO),
    new DeleteFunctionEventInvokeConfigCommand(HELLO),
    new UpdateFunctionEventInvokeConfigCommand({ ...HELLO, MaximumRetryAttempts: 1 }),
  ]) {
    await expect(lambda.client.send(command as GetFunctionEventInvokeConfigCommand)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `The function ${LAMBDA}:hello:$LATEST doesn't have an EventInvokeConfig`,
    });
  }
});

test('those of a function can be listed, page by page', async () => {
  await using lambda = await startAsync(['hello', 'failing2']);
  await deployFailing(lambda, 'failing');
  await lambda.client.send(new CreateAliasCommand({ FunctionName: 'failing', Name: 'live', FunctionVersion: '1' }));
  expect(await listed(lambda)).toEqual([]);
  await putConfig(lambda, { FunctionName: 'failing2', MaximumRetryAttempts: 2 });
  for (const Qualifier of ['1', undefined, 'live']) {
    await putConfig(lambda, { FunctionName: 'failing', Qualifier, MaximumRetryAttempts: 1 });
  }
  expect(await listed(lambda)).toEqual(['$LATEST', '1', 'live'].map((qualifier) => `${LAMBDA}:failing:${qualifier}`));
  await expect(
    lambda.client.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName: 'nobody' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.each([
  ['an unknown function', { FunctionName: 'nobody', MaximumRetryAttempts: 1 }, 'ResourceNotFoundException'],
  ['an unknown qualifier', { Qualifier: 'live', MaximumRetryAttempts: 1 }, 'ResourceNotFoundException'],
  ['nothing to configure', {}, 'InvalidParameterValueException'],
  ['too many retries', { MaximumRetryAttempts: 3 }, 'ValidationException'],
  ['too short a life', { MaximumEventAgeInSeconds: 59 }, 'ValidationException'],
  ['too long a life', { MaximumEventAgeInSeconds: 21_601 }, 'ValidationException'],
])('%s is refused', async (_what, input, name) => {
  await using lambda = await startAsync(['hello']);
  await expect(putConfig(lambda, input)).rejects.toMatchObject({ name });
});

test.each([
  ['no ARN', 'queue', 'ValidationException', 'failed to satisfy constraint'],
  ['a bucket', 'arn:aws:s3:::bucket', 'InvalidParameterValueException', 'no records to S3'],
  ['a table', 'arn:aws:dynamodb:us-east-1:123456789012:table/t', 'InvalidParameterValueException', 'is invalid'],
  ['a FIFO queue', `${SQS}.fifo`, 'InvalidParameterValueException', 'is invalid'],
  ['an unknown function', `${LAMBDA}:nobody`, 'InvalidParameterValueException', 'is invalid'],
  ['the function itself', `${LAMBDA}:hello`, 'InvalidParameterValueException', "can't specify the function"],
])('%s is no destination', async (_what, Destination, name, message) => {
  await using lambda = await startAsync(['hello']);
  for (const DestinationConfig of [{ OnSuccess: { Destination } }, { OnFailure: { Destination } }]) {
    await expect(putConfig(lambda, { DestinationConfig })).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  }
});

test.each([
  SQS,
  SNS,
  'arn:aws:events:us-east-1:123456789012:event-bus/default',
  `${LAMBDA}:other`,
  `${LAMBDA}:other:$LATEST`,
])('%s is a destination', async (Destination) => {
  await using lambda = await startAsync(['hello', 'other']);
  const config: DestinationConfig = { OnSuccess: { Destination }, OnFailure: { Destination } };
  const { DestinationConfig } = await putConfig(lambda, { DestinationConfig: config });
  expect(DestinationConfig).toEqual(config);
});

const HELLO = { FunctionName: 'hello' };

async function listed({ client }: AsyncService): Promise<readonly unknown[]> {
  const arns: unknown[] = [];
  const pages = paginateListFunctionEventInvokeConfigs({ client, pageSize: 1 }, { FunctionName: 'failing' });
  for await (const { FunctionEventInvokeConfigs = [] } of pages) {
    arns.push(...FunctionEventInvokeConfigs.map(({ FunctionArn }) => FunctionArn));
  }
  return arns;
}

function putConfig(
  { client }: AsyncService,
  input: Partial<PutFunctionEventInvokeConfigCommandInput>,
): Promise<PutFunctionEventInvokeConfigCommandOutput> {
  return client.send(new PutFunctionEventInvokeConfigCommand({ ...HELLO, ...input }));
}
