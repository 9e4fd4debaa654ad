import {
  CreateAliasCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  type LambdaClient,
  LambdaServiceException,
  paginateListFunctionUrlConfigs,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateFunctionUrlConfigCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, FUNCTION_DEFAULTS } from '../../support/function-zip.ts';
import { startService } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { declared, type FrontEndService, startFrontEnds } from './front-end-service.ts';

let service: FrontEndService;
let client: LambdaClient;

beforeAll(async () => {
  const functions = [declared('returns-event'), declared('returns-context', { url: true })];
  service = await startFrontEnds({ functions });
  client = service.lambda.client;
});

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

async function createFunction(lambda: LambdaClient, FunctionName: string): Promise<void> {
  const Code = { ZipFile: answering('event.rawPath') };
  await lambda.send(new CreateFunctionCommand({ ...FUNCTION_DEFAULTS, FunctionName, Code }));
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 120, minDelay: 1, maxDelay: 1 }, { FunctionName });
}

/** What a URL answers, whose host name is not looked up. */
async function open(url: string | undefined, path: string): Promise<[number, string]> {
  const { host } = new URL(url ?? 'http://none');
  const endpoint = service.lambda.service.endpoint;
  const { statusCode, body } = await request(`${endpoint}${path}`, { headers: { host } });
  return [statusCode, await body.text()];
}

test('a URL is made, read, changed and deleted', async () => {
  await createFunction(client, 'hello');
  const FunctionName = 'hello';
  const Cors = { AllowOrigins: ['*'], AllowMethods: ['GET'], MaxAge: 9, AllowCredentials: true };
  const made = await client.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE', Cors }));
  expect(made).toMatchObject({
    $metadata: { httpStatusCode: 201 },
    FunctionUrl: expect.stringMatching(/^http:\/\/[a-z\d]{32}\.lambda-url\.localhost:\d+\/$/),
    FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:hello',
    AuthType: 'NONE',
    InvokeMode: 'BUFFERED',
    Cors,
    CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  expect(await open(made.FunctionUrl, '/a/b')).toEqual([200, '/a/b']);
  const changed = await client.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }));
  expect(changed).toMatchObject({ AuthType: 'AWS_IAM', Cors, FunctionUrl: made.FunctionUrl });
  expect(await open(made.FunctionUrl, '/')).toEqual([403, '{"Message":"Forbidden"}']);
  const read = await client.send(new GetFunctionUrlConfigCommand({ FunctionName }));
  expect(read).toMatchObject({
    AuthType: 'AWS_IAM',
    CreationTime: made.CreationTime,
    LastModifiedTime: changed.LastModifiedTime,
  });
  await client.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
  expect(await open(made.FunctionUrl, '/')).toEqual([403, expect.stringContaining('Forbidden')]);
  await expect(client.send(new GetFunctionUrlConfigCommand({ FunctionName }))).rejects.toThrow(
    ResourceNotFoundException,
  );
});

test('each alias has a URL of its own, and lists come in pages', async () => {
  await createFunction(client, 'paged');
  const FunctionName = 'paged';
  const aliases = ['blue', 'green', 'red'];
  for (const Name of aliases) {
    await client.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: '$LATEST' }));
  }
  for (const Qualifier of [undefined, ...aliases]) {
    await client.send(new CreateFunctionUrlConfigCommand({ FunctionName, Qualifier, AuthType: 'NONE' }));
  }
  const pages: string[][] = [];
  for await (const { FunctionUrlConfigs = [] } of paginateListFunctionUrlConfigs(
    { client, pageSize: 3 },
    { FunctionName },
  )) {
    pages.push(FunctionUrlConfigs.map(({ FunctionArn = '' }) => FunctionArn.split(':').slice(6).join(':')));
  }
  expect(pages).toEqual([['paged', 'paged:blue', 'paged:green'], ['paged:red']]);
  const { FunctionUrl } = await client.send(new GetFunctionUrlConfigCommand({ FunctionName, Qualifier: 'red' }));
  expect(await open(FunctionUrl, '/x')).toEqual([200, '/x']);
  expect(await service.send('/urls/paged:green/y')).toMatchObject({ status: 200, body: Buffer.from('/y') });
  await client.send(new DeleteFunctionCommand({ FunctionName }));
  expect(await open(FunctionUrl, '/x')).toEqual([403, expect.stringContaining('Forbidden')]);
});

test('a declared function can be given a URL, and a declared URL is changed where it is declared', async () => {
  const made = await client.send(
    new CreateFunctionUrlConfigCommand({
      FunctionName: 'returns-event',
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
    }),
  );
  expect(await open(made.FunctionUrl, '/a')).toMatchObject([200, expect.stringContaining('"rawPath":"/a"')]);
  const target = { FunctionName: 'returns-context' };
  const read = await client.send(new GetFunctionUrlConfigCommand(target));
  expect(read).toMatchObject({ AuthType: 'NONE', FunctionUrl: expect.stringContaining('.lambda-url.localhost:') });
  await expect(client.send(new UpdateFunctionUrlConfigCommand({ ...target, AuthType: 'AWS_IAM' }))).rejects.toThrow(
    ResourceConflictException,
  );
  await expect(client.send(new DeleteFunctionUrlConfigCommand(target))).rejects.toThrow(ResourceConflictException);
});

test.each([
  [{ FunctionName: 'nobody', AuthType: 'NONE' }, ResourceNotFoundException, /nobody/],
  [{ FunctionName: 'returns-event', Qualifier: 'live', AuthType: 'NONE' }, ResourceNotFoundException, /live/],
  [{ FunctionName: 'returns-context', AuthType: 'NONE' }, ResourceConflictException, /FunctionUrlConfig exists/],
  [
    { FunctionName: 'returns-event', Qualifier: '1', AuthType: 'NONE' },
    LambdaServiceException,
    /Value '1' at 'qualifier'/,
  ],
  [{ FunctionName: 'returns-event', AuthType: 'ALL' }, LambdaServiceException, /'authType'.*enum value set/],
  [{ FunctionName: 'returns-event', AuthType: undefined }, LambdaServiceException, /authType.*must not be null/],
  [
    { FunctionName: 'returns-event', AuthType: 'NONE', Cors: { MaxAge: 86_401 } },
    LambdaServiceException,
    /'cors.maxAge'.*less than or equal to 86400/,
  ],
])('%j is refused', async (input, exception, message) => {
  const call = client.send(new CreateFunctionUrlConfigCommand(input as never));
  await expect(call).rejects.toThrow(exception);
  await expect(call).rejects.toThrow(message);
});

test('a URL outlives the service, and is the same in the next one', async () => {
  await using state = await temporaryFolder();
  const FunctionName = 'kept';
  let url: string | undefined;
  {
    await using first = await startService({ stateFolder: state.path });
    await createFunction(first.client, FunctionName);
    const Cors = { AllowOrigins: ['http://page.example'] };
    const made = await first.client.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE', Cors }));
    url = made.FunctionUrl;
  }
  await using second = await startService({ stateFolder: state.path });
  const { FunctionUrl, Cors } = await second.client.send(new GetFunctionUrlConfigCommand({ FunctionName }));
  expect(new URL(FunctionUrl ?? '').hostname).toBe(new URL(url ?? '').hostname);
  expect(Cors).toEqual({ AllowOrigins: ['http://page.example'] });
  const { statusCode } = await request(`${second.service.endpoint}/urls/${FunctionName}/`);
  expect(statusCode).toBe(200);
});
