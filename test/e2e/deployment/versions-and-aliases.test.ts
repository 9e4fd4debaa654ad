import {
  CreateAliasCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionUrlConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvalidParameterValueException,
  InvokeCommand,
  type LambdaClient,
  ListFunctionEventInvokeConfigsCommand,
  PreconditionFailedException,
  ProvisionedConcurrencyConfigNotFoundException,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
  paginateListAliases,
  paginateListVersionsByFunction,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
  waitUntilPublishedVersionActive,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS } from '../../support/function-zip.ts';
import { startService, type TestService } from '../../support/start-service.ts';

let running: TestService;
let client: LambdaClient;

beforeAll(async () => {
  running = await startService({});
  client = running.client;
});

afterAll(() => running[Symbol.asyncDispose]());

const WAIT = { maxWaitTime: 120, minDelay: 1, maxDelay: 1 };
const ANSWER = (text: string) =>
  answering(`['${text}', context.functionVersion, context.invokedFunctionArn.split(':')[7]]`);

/** A function with two published versions, and another code in `$LATEST`. */
async function createVersions(name: string): Promise<void> {
  const target = { FunctionName: name };
  const Code = { ZipFile: ANSWER('one') };
  await client.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, ...target, Code, Publish: true }));
  await waitUntilFunctionActiveV2({ ...WAIT, client }, target);
  await client.send(new UpdateFunctionCodeCommand({ ...target, ZipFile: ANSWER('two') }));
  await waitUntilFunctionUpdatedV2({ ...WAIT, client }, target);
  await client.send(new PublishVersionCommand({ ...target, Description: 'the second' }));
  await client.send(new UpdateFunctionCodeCommand({ ...target, ZipFile: ANSWER('three') }));
  await waitUntilFunctionUpdatedV2({ ...WAIT, client }, target);
}

async function invoke(FunctionName: string, Qualifier?: string): Promise<[unknown, string | undefined]> {
  const { Payload, ExecutedVersion } = await client.send(new InvokeCommand({ FunctionName, Qualifier }));
  return [JSON.parse(Payload?.transformToString() ?? ''), ExecutedVersion];
}

test('published versions stay as they were, each under its number', async () => {
  await createVersions('published');
  await waitUntilPublishedVersionActive({ ...WAIT, client }, { FunctionName: 'published', Qualifier: '2' });
  expect(await invoke('published')).toEqual([['three', '$LATEST', null], '$LATEST']);
  expect(await invoke('published', '1')).toEqual([['one', '1', '1'], '1']);
  expect(await invoke('published:2')).toEqual([['two', '2', '2'], '2']);
  await expect(invoke('published', '3')).rejects.toThrow(ResourceNotFoundException);
  const versions: unknown[] = [];
  const pages = paginateListVersionsByFunction({ client, pageSize: 2 }, { FunctionName: 'published' });
  for await (const { Versions = [] } of pages) versions.push(...Versions.map(({ Version }) => Version));
  expect(versions).toEqual(['$LATEST', '1', '2']);
});

test('what has not changed since the last version is not published again', async () => {
  await createVersions('unchanged');
  const publish = () => client.send(new PublishVersionCommand({ FunctionName: 'unchanged' }));
  expect([(await publish()).Version, (await publish()).Version]).toEqual(['3', '3']);
  const other = new PublishVersionCommand({ FunctionName: 'unchanged', CodeSha256: 'other' });
  await expect(client.send(other)).rejects.toThrow(InvalidParameterValueException);
});

test('an alias leads to its version, and shares invocations between two', async () => {
  await createVersions('shared');
  const target = { FunctionName: 'shared', Name: 'live' };
  const created = await client.send(new CreateAliasCommand({ ...target, FunctionVersion: '1', Description: 'now' }));
  expect(created.AliasArn).toBe('arn:aws:lambda:us-east-1:123456789012:function:shared:live');
  expect(await invoke('shared', 'live')).toEqual([['one', '1', 'live'], '1']);
  const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } };
  await client.send(new UpdateAliasCommand({ ...target, RoutingConfig }));
  const executed = new Set<unknown>();
  // A fair coin that shows one side 64 times in a row is none.
  for (let tries = 0; tries < 64 && executed.size < 2; tries += 1) executed.add((await invoke('shared', 'live'))[1]);
  expect([...executed].toSorted()).toEqual(['1', '2']);
  await client.send(new UpdateAliasCommand({ ...target, RoutingConfig: {}, FunctionVersion: '2' }));
  expect(await invoke('shared', 'live')).toEqual([['two', '2', 'live'], '2']);
});

test('aliases are listed, changed with their revision, and deleted', async () => {
  await createVersions('named');
  const [FunctionName, FunctionVersion] = ['named', '1'];
  for (const Name of ['a', 'b', 'c'])
    await client.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion }));
  const names: unknown[] = [];
  for await (const { Aliases = [] } of paginateListAliases({ client, pageSize: 2 }, { FunctionName })) {
    names.push(...Aliases.map(({ Name }) => Name));
  }
  expect(names).toEqual(['a', 'b', 'c']);
  const again = new CreateAliasCommand({ FunctionName, Name: 'a', FunctionVersion });
  await expect(client.send(again)).rejects.toThrow(ResourceConflictException);
  const stale = new UpdateAliasCommand({ FunctionName, Name: 'a', RevisionId: 'of-yesterday', Description: 'x' });
  await expect(client.send(stale)).rejects.toThrow(PreconditionFailedException);
  const nowhere = new CreateAliasCommand({ FunctionName, Name: 'd', FunctionVersion: '9' });
  await expect(client.send(nowhere)).rejects.toThrow(ResourceNotFoundException);
  await client.send(new DeleteAliasCommand({ FunctionName, Name: 'a' }));
  await expect(client.send(new GetAliasCommand({ FunctionName, Name: 'a' }))).rejects.toThrow(
    ResourceNotFoundException,
  );
});

test('what was said of an alias goes with it', async () => {
  await createVersions('forgotten');
  const [target, alias] = [
    { FunctionName: 'forgotten', Qualifier: 'live' },
    { FunctionName: 'forgotten', Name: 'live' },
  ];
  const create = new CreateAliasCommand({ ...alias, FunctionVersion: '1' });
  await client.send(create);
  await client.send(new CreateFunctionUrlConfigCommand({ ...target, AuthType: 'NONE' }));
  await client.send(new PutFunctionEventInvokeConfigCommand({ ...target, MaximumRetryAttempts: 0 }));
  await client.send(new PutProvisionedConcurrencyConfigCommand({ ...target, ProvisionedConcurrentExecutions: 1 }));
  await client.send(new DeleteAliasCommand(alias));
  await client.send(create);
  await expect(client.send(new GetFunctionUrlConfigCommand(target))).rejects.toThrow(ResourceNotFoundException);
  await expect(client.send(new GetFunctionEventInvokeConfigCommand(target))).rejects.toThrow(ResourceNotFoundException);
  const provisioned = client.send(new GetProvisionedConcurrencyConfigCommand(target));
  await expect(provisioned).rejects.toThrow(ProvisionedConcurrencyConfigNotFoundException);
});

test('a version goes when nothing leads to it any more, and its number is not given again', async () => {
  await createVersions('gone');
  const FunctionName = 'gone';
  await client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
  for (const Qualifier of ['1', '2']) {
    await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, Qualifier, MaximumRetryAttempts: 0 }));
  }
  const deletion = new DeleteFunctionCommand({ FunctionName, Qualifier: '2' });
  await expect(client.send(deletion)).rejects.toThrow(ResourceConflictException);
  await client.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
  await client.send(deletion);
  await expect(invoke('gone', '2')).rejects.toThrow(ResourceNotFoundException);
  // With it goes what was said of it.
  const told = await client.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName }));
  expect(told.FunctionEventInvokeConfigs).toMatchObject([{ FunctionArn: expect.stringMatching(/:gone:1$/) }]);
  expect(await client.send(new PublishVersionCommand({ FunctionName }))).toMatchObject({ Version: '3' });
});
