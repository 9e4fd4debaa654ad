import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvalidParameterValueException,
  InvokeCommand,
  type LambdaClient,
  ProvisionedConcurrencyConfigNotFoundException,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  paginateListProvisionedConcurrencyConfigs,
  ResourceNotFoundException,
  TooManyRequestsException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS } from '../../support/function-zip.ts';
import { openDoor } from '../../support/open-door.ts';
import { startService, type TestService } from '../../support/start-service.ts';

let running: TestService;
let client: LambdaClient;

beforeAll(async () => {
  running = await startService({});
  client = running.client;
});

afterAll(() => running[Symbol.asyncDispose]());

async function create(FunctionName: string, expression: string, zip = answering(expression)): Promise<void> {
  const Code = { ZipFile: zip };
  await client.send(
    new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code, Publish: true, Timeout: 60 }),
  );
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 120 }, { FunctionName });
}

function reserve(FunctionName: string, ReservedConcurrentExecutions: number) {
  return client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
}

test('a reserved concurrency of 0 switches a function off, and taking it back switches it on', async () => {
  const FunctionName = 'switched-off';
  await create(FunctionName, '1');
  await reserve(FunctionName, 0);
  const invocation = client.send(new InvokeCommand({ FunctionName }));
  await expect(invocation).rejects.toThrow(TooManyRequestsException);
  await expect(invocation).rejects.toMatchObject({ Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' });
  const { Concurrency } = await client.send(new GetFunctionCommand({ FunctionName }));
  expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 0 });
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  expect(await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))).not.toHaveProperty(
    'ReservedConcurrentExecutions',
  );
  expect(await running.call(FunctionName)).toBe(1);
});

test('what is reserved is taken from the account, which keeps 100', async () => {
  await create('reserving', '1');
  await reserve('reserving', 300);
  const { AccountLimit, AccountUsage } = await client.send(new GetAccountSettingsCommand());
  expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 700 });
  expect(AccountUsage?.FunctionCount).toBeGreaterThan(0);
  await expect(reserve('reserving', 901)).rejects.toThrow(InvalidParameterValueException);
  await expect(reserve('nobody', 1)).rejects.toThrow(ResourceNotFoundException);
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'reserving' }));
});

test('what a function that is deleted has had reserved goes back to the account', async () => {
  await create('leaving', '1');
  await reserve('leaving', 300);
  await client.send(new DeleteFunctionCommand({ FunctionName: 'leaving' }));
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand());
  expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 });
});

test('of 500 callers at a time exactly those beyond the limit of 50 are refused, with the reason', async () => {
  const FunctionName = 'crowded';
  // The first fifty wait until somebody opens the door.
  await create(FunctionName, `await (await fetch(event.door)).text()`);
  await reserve(FunctionName, 50);
  await using door = await openDoor();
  const agent = new Agent({ connections: 500 });
  const url = `${running.service.endpoint}/2015-03-31/functions/${FunctionName}/invocations`;
  const calls = Array.from({ length: 500 }, async () => {
    const response = await request(url, {
      dispatcher: agent,
      method: 'POST',
      body: JSON.stringify({ door: door.url }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, retryAfter: response.headers['retry-after'], body: JSON.parse(text) };
  });
  const answered: Awaited<(typeof calls)[number]>[] = [];
  for (const call of calls) void call.then((answer) => answered.push(answer));
  await expect.poll(() => answered.length).toBe(450);
  await expect.poll(() => door.waiting()).toBe(50);
  door.open();
  const all = await Promise.all(calls);
  expect(all.filter(({ status }) => status === 200)).toHaveLength(50);
  const refused = all.filter(({ status }) => status !== 200);
  const Reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
  expect(refused).toHaveLength(450);
  for (const answer of refused) {
    expect(answer).toEqual({ status: 429, retryAfter: '1', body: { Type: 'User', message: 'Rate Exceeded.', Reason } });
  }
  await agent.close();
});

test('environments are kept ready for a version and for an alias, and more invocations get others', async () => {
  const FunctionName = 'provisioned';
  await create(FunctionName, '[process.env.AWS_LAMBDA_INITIALIZATION_TYPE, await (await fetch(event.door)).text()]');
  const target = { FunctionName, Qualifier: '1' };
  const put = new PutProvisionedConcurrencyConfigCommand({ ...target, ProvisionedConcurrentExecutions: 1 });
  expect(await client.send(put)).toMatchObject({
    Status: 'IN_PROGRESS',
    RequestedProvisionedConcurrentExecutions: 1,
    AvailableProvisionedConcurrentExecutions: 0,
  });
  const get = () => client.send(new GetProvisionedConcurrencyConfigCommand(target));
  await expect.poll(async () => (await get()).Status).toBe('READY');
  // Both are there before one of them has its answer.
  await using door = await openDoor();
  const calls = [1, 2].map(() => running.call('provisioned:1', { door: door.url }));
  await expect.poll(door.waiting).toBe(2);
  door.open();
  const types = (await Promise.all(calls)) as unknown[][];
  expect(types.map(([type]) => type).toSorted()).toEqual(['on-demand', 'provisioned-concurrency']);
  await client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
  const alias = { FunctionName, Qualifier: 'live', ProvisionedConcurrentExecutions: 1 };
  await client.send(new PutProvisionedConcurrencyConfigCommand(alias));
  const arns: unknown[] = [];
  const pages = paginateListProvisionedConcurrencyConfigs({ client, pageSize: 1 }, { FunctionName });
  for await (const { ProvisionedConcurrencyConfigs = [] } of pages) {
    arns.push(...ProvisionedConcurrencyConfigs.map(({ FunctionArn }) => FunctionArn?.split(':').at(-1)));
  }
  expect(arns).toEqual(['1', 'live']);
  await client.send(new DeleteProvisionedConcurrencyConfigCommand(target));
  await expect(get()).rejects.toThrow(ProvisionedConcurrencyConfigNotFoundException);
  const latest = new PutProvisionedConcurrencyConfigCommand({ ...alias, Qualifier: '$LATEST' });
  await expect(client.send(latest)).rejects.toThrow(InvalidParameterValueException);
});

test('a version that does not come through init says so', async () => {
  const target = { FunctionName: 'fails-ahead', Qualifier: '1' };
  await create(target.FunctionName, '', answering('0)); throw new Error("no"); ((0'));
  await client.send(new PutProvisionedConcurrencyConfigCommand({ ...target, ProvisionedConcurrentExecutions: 1 }));
  const get = () => client.send(new GetProvisionedConcurrencyConfigCommand(target));
  await expect.poll(async () => (await get()).Status).toBe('FAILED');
  expect((await get()).StatusReason).toMatch(/^FUNCTION_ERROR_INIT_FAILURE/);
});
