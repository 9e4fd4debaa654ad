import {
  AddLayerVersionPermissionCommand,
  CreateFunctionCommand,
  DeleteLayerVersionCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  GetLayerVersionPolicyCommand,
  InvalidParameterValueException,
  type LambdaClient,
  PublishLayerVersionCommand,
  paginateListLayers,
  paginateListLayerVersions,
  RemoveLayerVersionPermissionCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS, functionZip } from '../../support/function-zip.ts';
import { startService, type TestService } from '../../support/start-service.ts';

let running: TestService;
let client: LambdaClient;

beforeAll(async () => {
  running = await startService({});
  client = running.client;
});

afterAll(() => running[Symbol.asyncDispose]());

const ARN = 'arn:aws:lambda:us-east-1:123456789012:layer';

function publish(LayerName: string, text: string, more: { CompatibleRuntimes?: ['nodejs24.x'] } = {}) {
  const ZipFile = functionZip({ 'nodejs/node_modules/greeting/index.js': `module.exports = '${text}';` });
  return client.send(new PublishLayerVersionCommand({ LayerName, Content: { ZipFile }, ...more }));
}

test('a function finds what its layers hold, also when their versions are deleted', async () => {
  const { LayerVersionArn = '', Version } = await publish('greeting', 'hello');
  expect(LayerVersionArn).toBe(`${ARN}:greeting:1`);
  const create = (FunctionName: string) =>
    client.send(
      new CreateFunctionCommand({
        ...FUNCTION_DEFAULTS,
        FunctionName,
        Layers: [LayerVersionArn],
        Code: { ZipFile: answering("(await import('node:module')).createRequire(import.meta.url)('greeting')") },
      }),
    );
  expect((await create('greets')).Layers).toMatchObject([{ Arn: LayerVersionArn, CodeSize: expect.any(Number) }]);
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 120 }, { FunctionName: 'greets' });
  await client.send(new DeleteLayerVersionCommand({ LayerName: 'greeting', VersionNumber: Version }));
  expect(await running.call('greets')).toBe('hello');
  await expect(create('greets-too')).rejects.toThrow(InvalidParameterValueException);
  await expect(
    client.send(new GetLayerVersionCommand({ LayerName: 'greeting', VersionNumber: Version })),
  ).rejects.toThrow(ResourceNotFoundException);
  expect((await publish('greeting', 'hello')).Version).toBe(2);
});

test('a function uses one version of a layer, whatever else it uses', async () => {
  for (const text of ['a', 'b']) await publish('twice', text);
  await publish('beside', 'c');
  const create = (FunctionName: string, ...layers: readonly string[]) =>
    client.send(
      new CreateFunctionCommand({
        ...FUNCTION_DEFAULTS,
        FunctionName,
        Layers: layers.map((layer) => `${ARN}:${layer}`),
        Code: { ZipFile: answering('1') },
      }),
    );
  const message = `Two different versions of the same layer are not allowed to be referenced in the same function. ${ARN}:twice`;
  const refusal = { name: 'InvalidParameterValueException', message };
  await expect(create('mixed', 'twice:1', 'beside:1', 'twice:2')).rejects.toMatchObject(refusal);
  expect((await create('mixed', 'twice:2', 'beside:1')).Layers).toHaveLength(2);
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 120 }, { FunctionName: 'mixed' });
  const Layers = [`${ARN}:twice:2`, `${ARN}:twice:1`];
  const update = new UpdateFunctionConfigurationCommand({ FunctionName: 'mixed', Layers });
  await expect(client.send(update)).rejects.toMatchObject(refusal);
});

test('a description of a version has 256 characters at most', async () => {
  const publishDescribed = (Description: string) =>
    client.send(
      new PublishLayerVersionCommand({
        LayerName: 'described',
        Description,
        Content: { ZipFile: functionZip({ a: '' }) },
      }),
    );
  await expect(publishDescribed('x'.repeat(257))).rejects.toMatchObject({ name: 'ValidationException' });
  expect((await publishDescribed('x'.repeat(256))).Description).toHaveLength(256);
});

test('a version is found by its number and by its ARN, with its content', async () => {
  const { LayerVersionArn = '', Content: published } = await publish('content', 'x');
  const byNumber = await client.send(new GetLayerVersionCommand({ LayerName: 'content', VersionNumber: 1 }));
  const byArn = await client.send(new GetLayerVersionByArnCommand({ Arn: LayerVersionArn }));
  expect(byArn).toMatchObject({ LayerVersionArn, Version: 1, Content: { CodeSha256: published?.CodeSha256 } });
  expect(byNumber.Content).toEqual(byArn.Content);
  const { body } = await request(byArn.Content?.Location ?? '');
  expect((await body.arrayBuffer()).byteLength).toBe(byArn.Content?.CodeSize);
  await expect(client.send(new GetLayerVersionByArnCommand({ Arn: `${ARN}:content:9` }))).rejects.toThrow(
    ResourceNotFoundException,
  );
});

test('layers and their versions are listed page by page, the newest versions first', async () => {
  for (const text of ['a', 'b', 'c']) await publish('listed', text, { CompatibleRuntimes: ['nodejs24.x'] });
  const numbers: unknown[] = [];
  const versions = paginateListLayerVersions({ client, pageSize: 2 }, { LayerName: 'listed' });
  for await (const { LayerVersions = [] } of versions) numbers.push(...LayerVersions.map(({ Version }) => Version));
  expect(numbers).toEqual([3, 2, 1]);
  const layers: unknown[] = [];
  for await (const { Layers = [] } of paginateListLayers(
    { client, pageSize: 1 },
    { CompatibleRuntime: 'nodejs24.x' },
  )) {
    layers.push(...Layers.map(({ LayerName, LatestMatchingVersion }) => [LayerName, LatestMatchingVersion?.Version]));
  }
  expect(layers).toEqual([['listed', 3]]);
});

test('who may use a version is kept in its policy', async () => {
  await publish('permitted', 'x');
  const target = { LayerName: 'permitted', VersionNumber: 1 };
  const grant = new AddLayerVersionPermissionCommand({
    ...target,
    StatementId: 'all',
    Action: 'lambda:GetLayerVersion',
    Principal: '*',
  });
  await client.send(grant);
  await expect(client.send(grant)).rejects.toThrow(ResourceConflictException);
  const { Policy = '' } = await client.send(new GetLayerVersionPolicyCommand(target));
  expect(JSON.parse(Policy).Statement).toEqual([
    { Sid: 'all', Effect: 'Allow', Principal: '*', Action: 'lambda:GetLayerVersion', Resource: `${ARN}:permitted:1` },
  ]);
  await client.send(new RemoveLayerVersionPermissionCommand({ ...target, StatementId: 'all' }));
  await expect(client.send(new GetLayerVersionPolicyCommand(target))).rejects.toThrow(ResourceNotFoundException);
});
