import {
  CreateAliasCommand,
  type CreateFunctionCommandInput,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvalidParameterValueException,
  InvokeCommand,
  PreconditionFailedException,
  PublishVersionCommand,
  paginateListFunctions,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActive,
  waitUntilFunctionExists,
  waitUntilFunctionUpdated,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering } from '../../support/function-zip.ts';
import { fixture, startService, type TestService } from '../../support/start-service.ts';
import { createFunction, PATIENCE } from './create-function.ts';

let running: TestService;

beforeAll(async () => {
  running = await startService({ paths: [fixture('returns-event')] });
});

afterAll(() => running[Symbol.asyncDispose]());

function create(name: string, expression: string, more: Partial<CreateFunctionCommandInput> = {}) {
  return createFunction(running, name, expression, more);
}

test('a function is created, becomes active, answers, and is gone when it was deleted', async () => {
  const { client } = running;
  const created = await create('whole-life', '{ sum: event.a + event.b }', { MemorySize: 256, Timeout: 77 });
  expect(created).toMatchObject({
    FunctionName: 'whole-life',
    FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:whole-life',
    State: 'Pending',
    StateReasonCode: 'Creating',
    Version: '$LATEST',
    MemorySize: 256,
    Timeout: 77,
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/whole-life' },
  });
  await waitUntilFunctionExists({ client, ...PATIENCE }, { FunctionName: 'whole-life' });
  await waitUntilFunctionActive({ client, ...PATIENCE }, { FunctionName: 'whole-life' });
  await waitUntilFunctionUpdated({ client, ...PATIENCE }, { FunctionName: 'whole-life' });
  expect(await running.call('whole-life', { a: 2, b: 3 })).toEqual({ sum: 5 });
  expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'whole-life' }))).toMatchObject({
    State: 'Active',
    LastUpdateStatus: 'Successful',
  });
  await client.send(new DeleteFunctionCommand({ FunctionName: 'whole-life' }));
  await expect(running.call('whole-life')).rejects.toThrow(ResourceNotFoundException);
  await expect(client.send(new GetFunctionCommand({ FunctionName: 'whole-life' }))).rejects.toThrow(
    ResourceNotFoundException,
  );
});

test('the code of a function can be had again, byte for byte', async () => {
  const zip = answering('1');
  await create('download', '1', { Tags: { team: 'a' } });
  const { Code, Configuration, Tags } = await running.client.send(new GetFunctionCommand({ FunctionName: 'download' }));
  const { body } = await request(Code?.Location ?? '');
  expect(Buffer.from(await body.arrayBuffer())).toEqual(Buffer.from(zip));
  expect(Configuration?.CodeSize).toBe(zip.length);
  expect(Tags).toEqual({ team: 'a' });
  for (const other of ['x.zip', '0.zip', '']) {
    const { statusCode } = await request((Code?.Location ?? '').replace(/\.zip$/, other));
    expect(statusCode).toBe(404);
  }
});

test('the version $LATEST is deleted with the function alone', async () => {
  const { client } = running;
  const target = { FunctionName: 'undeletable' };
  await create(target.FunctionName, "'still here'");
  for (const each of [{ ...target, Qualifier: '$LATEST' }, { FunctionName: 'undeletable:$LATEST' }]) {
    const deletion = client.send(new DeleteFunctionCommand(each));
    await expect(deletion).rejects.toThrow(InvalidParameterValueException);
    await expect(deletion).rejects.toThrow('$LATEST version cannot be deleted without deleting the function.');
  }
  expect(await running.call(target.FunctionName)).toBe('still here');
});

test('a description has 256 characters at most', async () => {
  const { client } = running;
  const longest = { FunctionName: 'described', Description: 'x'.repeat(256) };
  const tooLong = { FunctionName: 'described', Description: 'x'.repeat(257) };
  const refusal = {
    name: 'ValidationException',
    message: expect.stringMatching(/'description' failed to satisfy constraint: .*less than or equal to 256/),
  };
  await expect(create('described', '1', tooLong)).rejects.toMatchObject(refusal);
  expect((await create('described', '1', longest)).Description).toHaveLength(256);
  await expect(client.send(new UpdateFunctionConfigurationCommand(tooLong))).rejects.toMatchObject(refusal);
  await expect(client.send(new PublishVersionCommand(tooLong))).rejects.toMatchObject(refusal);
  const { Version: FunctionVersion = '', Description } = await client.send(new PublishVersionCommand(longest));
  expect(Description).toHaveLength(256);
  const alias = new CreateAliasCommand({ ...tooLong, Name: 'live', FunctionVersion });
  await expect(client.send(alias)).rejects.toMatchObject(refusal);
});

test('what is not said of a function is as Lambda has it', async () => {
  const created = await create('defaults', '[context.memoryLimitInMB, context.getRemainingTimeInMillis() <= 3000]', {
    Timeout: undefined,
  });
  expect(created).toMatchObject({
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  });
  expect(created).not.toHaveProperty('Layers');
  expect(created).not.toHaveProperty('Environment');
  expect(await running.call('defaults')).toEqual(['128', true]);
});

test('a name is given once, and a change with the revision of yesterday is refused', async () => {
  const { client } = running;
  const { RevisionId } = await create('once', '1');
  await expect(create('once', '2')).rejects.toThrow(ResourceConflictException);
  await expect(create('returns-event', '2')).rejects.toThrow(ResourceConflictException);
  const target = { FunctionName: 'once', RevisionId };
  await client.send(new UpdateFunctionConfigurationCommand({ ...target, Description: 'new' }));
  await waitUntilFunctionUpdatedV2({ client, ...PATIENCE }, { FunctionName: 'once' });
  await expect(client.send(new UpdateFunctionConfigurationCommand({ ...target, Timeout: 4 }))).rejects.toThrow(
    PreconditionFailedException,
  );
});

test('a function of files is shown, but changed there alone', async () => {
  const { client } = running;
  const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'returns-event' }));
  expect(Configuration).toMatchObject({
    FunctionName: 'returns-event',
    State: 'Active',
    Handler: 'returns-event.handler',
  });
  const change = new UpdateFunctionConfigurationCommand({ FunctionName: 'returns-event', Timeout: 4 });
  await expect(client.send(change)).rejects.toThrow(ResourceConflictException);
  await expect(client.send(new DeleteFunctionCommand({ FunctionName: 'returns-event' }))).rejects.toThrow(
    'declared in files',
  );
  const alias = new DeleteAliasCommand({ FunctionName: 'returns-event', Name: 'live' });
  await expect(client.send(alias)).rejects.toThrow('declared in files');
});

test('all functions are listed, page by page', async () => {
  for (const name of ['list-a', 'list-b', 'list-c']) await create(name, '1');
  const names: string[] = [];
  let pages = 0;
  for await (const { Functions = [] } of paginateListFunctions({ client: running.client, pageSize: 2 }, {})) {
    pages += 1;
    names.push(...Functions.map(({ FunctionName = '' }) => FunctionName));
  }
  expect(names).toEqual(expect.arrayContaining(['returns-event', 'list-a', 'list-b', 'list-c']));
  expect(names).toEqual(names.toSorted());
  expect(pages).toBe(Math.ceil(names.length / 2));
});

const REFUSED: ReadonlyArray<readonly [string, Partial<CreateFunctionCommandInput>, string]> = [
  [
    'a reserved variable',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'Reserved keys used in this request: AWS_REGION',
  ],
  ['more than 4 KB of variables', { Environment: { Variables: { BIG: 'x'.repeat(4097) } } }, 'exceeded the 4KB limit'],
  ['another language', { Runtime: 'python3.13' }, 'snapboot runs provided.al2023 and nodejs'],
  ['an unknown layer', { Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:none:1'] }, 'does not exist'],
  ['no code', { Code: {} }, 'Please provide a source for function code.'],
  ['code in S3', { Code: { S3Bucket: 'bucket', S3Key: 'key' } }, 'snapboot fetches no code from S3'],
  ['an image', { PackageType: 'Image' }, 'snapboot runs no container images'],
  ['what is no zip', { Code: { ZipFile: Buffer.from('no zip') } }, 'Could not unzip uploaded file.'],
  ['no handler', { Handler: undefined }, 'Runtime and Handler are mandatory'],
];

test.each(REFUSED)('%s is refused', async (_what, more, message) => {
  const creation = create('refused', '1', more);
  await expect(creation).rejects.toThrow(InvalidParameterValueException);
  await expect(creation).rejects.toThrow(message);
});

test('all values that break a rule are named at once', async () => {
  const creation = create('invalid', '1', { MemorySize: 64, Timeout: 901, Role: 'nobody' });
  await expect(creation).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/^3 validation errors detected: .*'role'.*'timeout'.*'memorySize'/),
  });
  const layers = Array.from({ length: 6 }, (_, index) => `arn:aws:lambda:us-east-1:123456789012:layer:l${index}:1`);
  await expect(create('invalid', '1', { Layers: layers })).rejects.toThrow('Cannot reference more than 5 layers.');
});

test('the logging configuration is what the function logs with', async () => {
  const LoggingConfig = { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' } as const;
  const expression = "(console.info('quiet'), console.warn('loud'), process.env.AWS_LAMBDA_LOG_LEVEL)";
  const created = await create('logging', expression, { LoggingConfig });
  expect(created.LoggingConfig).toEqual({ ...LoggingConfig, LogGroup: '/aws/lambda/logging' });
  const command = new InvokeCommand({ FunctionName: 'logging', LogType: 'Tail' });
  const { LogResult = '', Payload } = await running.client.send(command);
  expect(Payload?.transformToString()).toBe('"WARN"');
  const lines = Buffer.from(LogResult, 'base64').toString().trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'WARN', message: 'loud' }]);
  const levels = { ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' } as const;
  await expect(create('text-levels', '1', { LoggingConfig: levels })).rejects.toThrow('with the LogFormat JSON only');
});
