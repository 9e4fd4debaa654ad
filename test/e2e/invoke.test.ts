import { resolve } from 'node:path';
import { InvokeCommand, type InvokeCommandInput, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { sendRequest } from '../support/send-request.ts';
import { fixture, startService, type TestService } from '../support/start-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const INVOCATIONS = '/2015-03-31/functions/returns-event/invocations';

test('a function is invoked through the SDK', async () => {
  await using lambda = await startService({ paths: [fixture('returns-event')] });
  const answer = await invoke(lambda, { Payload: '{"name": "Ada"}' });
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(answer.LogResult).toBeUndefined();
  expect(textOf(answer)).toBe('{"name":"Ada"}');
});

test('the request id of the answer is that of the invocation, and the ARN is the one that was called', async () => {
  await using lambda = await startService({ paths: [fixture('returns-context')] });
  const answer = await invoke(lambda, { FunctionName: 'returns-context', Qualifier: '$LATEST' });
  expect(JSON.parse(textOf(answer)).fields).toMatchObject({
    awsRequestId: answer.$metadata.requestId,
    invokedFunctionArn: expect.stringMatching(/^arn:aws:lambda:.*:123456789012:function:returns-context:\$LATEST$/),
  });
});

test.each([
  'returns-event:$LATEST',
  '123456789012:function:returns-event',
  'arn:aws:lambda:eu-west-1:210987654321:function:returns-event',
  'arn:aws:lambda:eu-west-1:210987654321:function:returns-event:$LATEST',
  'function',
])('it is found under %s', async (FunctionName) => {
  await using lambda = await startService({ paths: [fixture('returns-event'), fixture('returns-text')] });
  expect(textOf(await invoke(lambda, { FunctionName, Payload: '7' }))).toBe('7');
});

test.each([
  ['nobody', undefined, 'nobody'],
  ['returns-event', '3', 'returns-event:3'],
  ['returns-event:live', undefined, 'returns-event:live'],
])('there is no %s with qualifier %s', async (FunctionName, Qualifier, arn) => {
  await using lambda = await startService({ paths: [fixture('returns-event')] });
  await expect(invoke(lambda, { FunctionName, Qualifier })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringMatching(new RegExp(`^Function not found: arn:aws:lambda:\\S+:function:${arn}$`)),
    Type: 'User',
    $metadata: { httpStatusCode: 404 },
  });
});

test('the end of the log comes with the answer when it is asked for', async () => {
  await using lambda = await startService({ paths: [fixture('logs-each-way')] });
  const answer = await invoke(lambda, { FunctionName: 'logs-each-way', LogType: 'Tail' });
  const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
  expect(log).toContain(`START RequestId: ${answer.$metadata.requestId}`);
  expect(log).toContain('INFO\tfirst line');
});

test('the end of the log is that of one invocation, also where another one came before it', async () => {
  await using lambda = await startService({ paths: [fixture('logs-each-way')] });
  const ask = { FunctionName: 'logs-each-way', LogType: 'Tail' } as const;
  const first = await invoke(lambda, ask);
  const second = await invoke(lambda, ask);
  const log = Buffer.from(second.LogResult ?? '', 'base64').toString();
  expect(log).toMatch(new RegExp(`^START RequestId: ${second.$metadata.requestId} Version: \\$LATEST\n`));
  expect(log).toContain('INFO\tfirst line');
  expect(log).not.toContain(first.$metadata.requestId ?? 'none');
});

test('the function sees the client context, the tenant and the trace of its caller', async () => {
  const paths = ['returns-client-context', 'returns-tenant-id', 'returns-trace-id'].map(fixture);
  await using lambda = await startService({ paths });
  const context = Buffer.from('{"custom":{"städte":\n["Köln"]}}').toString('base64');
  const [first, second] = await Promise.all([
    invoke(lambda, { FunctionName: 'returns-client-context', ClientContext: context }),
    invoke(lambda, { FunctionName: 'returns-tenant-id', TenantId: 'tenant 1' }),
  ]);
  expect(JSON.parse(textOf(first)).clientContext).toEqual({ custom: { städte: ['Köln'] } });
  expect(JSON.parse(textOf(second)).context).toBe('tenant 1');
  const traceId = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1';
  const third = await sendRequest(lambda.address, {
    method: 'POST',
    path: '/2015-03-31/functions/returns-trace-id/invocations',
    headers: { 'X-Amzn-Trace-Id': traceId },
  });
  expect(third.body).toContain(traceId);
});

test.each([
  ['throws-type-error', '{"errorType":"TypeError","errorMessage":"broken on purpose"'],
  ['exits-with-status-3', 'Runtime exited with error: exit status 3'],
])('an error of the function is no error of the call: %s', async (FunctionName, text) => {
  await using lambda = await startService({ paths: [fixture(FunctionName)] });
  const answer = await invoke(lambda, { FunctionName });
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
  expect(textOf(answer)).toContain(text);
});

test('a timeout is an error of the function', async () => {
  await using folder = await temporaryFolder({
    'index.mjs': 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));',
    'snapboot.json': '{"functions": [{"name": "slow", "timeout": 1}]}',
  });
  await using lambda = await startService({ paths: [folder.path] });
  const answer = await invoke(lambda, { FunctionName: 'slow' });
  expect(answer.FunctionError).toBe('Unhandled');
  expect(textOf(answer)).toContain('Task timed out after 1.00 seconds');
});

test('a streamed response is collected', async () => {
  await using lambda = await startService({ paths: [fixture('streams-two-chunks')] });
  const answer = await invoke(lambda, { FunctionName: 'streams-two-chunks' });
  expect(textOf(answer)).toBe('onetwo');
});

test('a dry run runs nothing', async () => {
  const lines: string[] = [];
  await using lambda = await startService({
    paths: [fixture('logs-each-way')],
    onLogLine: (_name, line) => lines.push(line),
  });
  const answer = await invoke(lambda, { FunctionName: 'logs-each-way', InvocationType: 'DryRun' });
  expect(answer.StatusCode).toBe(204);
  await expect(invoke(lambda, { FunctionName: 'nobody', InvocationType: 'DryRun' })).rejects.toThrow('not found');
  expect(lines).toEqual([]);
});

test('six megabytes are taken and given back, and not a byte more', async () => {
  const functions = ['returns-length-of-text', 'returns-event'].map((name) => ({
    name,
    taskRoot: resolve('test/fixtures/functions'),
    handler: `${name}.handler`,
    timeoutMs: 60_000,
  }));
  await using lambda = await startService({ functions });
  const largest = JSON.stringify('x'.repeat(6_291_454));
  expect(textOf(await invoke(lambda, { Payload: largest }))).toHaveLength(6_291_456);
  await expect(invoke(lambda, { Payload: `${largest} ` })).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    $metadata: { httpStatusCode: 413 },
  });
  await expect(invoke(lambda, { Payload: Buffer.alloc(40 << 20, 'x') })).rejects.toMatchObject({
    name: 'RequestTooLargeException',
  });
});

test.each([
  ['{"a":', /^Could not parse request body into json: /],
  [Buffer.from([0x22, 0xff, 0x22]), /^Could not parse request body into json: Invalid UTF-8$/],
])('a payload that is no JSON: %s', async (Payload, message) => {
  await using lambda = await startService({ paths: [fixture('returns-event')] });
  await expect(invoke(lambda, { Payload })).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    message: expect.stringMatching(message),
  });
});

test('an empty body is an empty object', async () => {
  await using lambda = await startService({ paths: [fixture('returns-event')] });
  expect(await sendRequest(lambda.address, { method: 'POST', path: INVOCATIONS })).toMatchObject({
    status: 200,
    body: '{}',
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': expect.any(String) },
  });
});

test.each([
  ['an unknown path', { path: '/2015-03-31/layers' }, 404, 'UnknownOperationException', 'message'],
  ['another method', { path: INVOCATIONS }, 404, 'UnknownOperationException', 'message'],
  [
    'an unknown function',
    invocation('/2015-03-31/functions/x/invocations'),
    404,
    'ResourceNotFoundException',
    'Message',
  ],
  ['a name that cannot be', invocation('/2015-03-31/functions/%20/invocations'), 400, 'ValidationException', 'message'],
  ['a broken escape', invocation('/2015-03-31/functions/%E0%/invocations'), 400, 'ValidationException', 'message'],
  ['an invocation type', invocation(INVOCATIONS, 'X-Amz-Invocation-Type'), 400, 'ValidationException', 'message'],
  ['a log type', invocation(INVOCATIONS, 'X-Amz-Log-Type'), 400, 'ValidationException', 'message'],
  [
    'a client context',
    invocation(INVOCATIONS, 'X-Amz-Client-Context'),
    400,
    'InvalidRequestContentException',
    'message',
  ],
  ['a web page', invocation(INVOCATIONS, 'Origin'), 403, 'AccessDeniedException', 'Message'],
] as const)('%s is refused as Lambda does it', async (_title, request, status, errorType, key) => {
  await using lambda = await startService({ paths: [fixture('returns-event')] });
  const answer = await sendRequest(lambda.address, request);
  expect(answer).toMatchObject({
    status,
    headers: { 'x-amzn-errortype': errorType, 'content-type': 'application/json' },
  });
  expect(JSON.parse(answer.body)).toEqual({ Type: 'User', [key]: expect.any(String) });
});

test('more invocations at a time than are allowed are refused, and SDKs know why', async () => {
  await using lambda = await startService({ paths: [fixture('returns-event')], concurrency: 1 });
  const answers = await Promise.allSettled([invoke(lambda), invoke(lambda)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const refused = answers.find((answer) => answer.status === 'rejected');
  expect(refused?.reason).toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ConcurrentInvocationLimitExceeded',
    retryAfterSeconds: '1',
    $metadata: { httpStatusCode: 429 },
  });
});

test('the root says what this is', async () => {
  await using lambda = await startService({ paths: [fixture('returns-event')] });
  const { status, body } = await sendRequest(lambda.address, { path: '/' });
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ functions: ['returns-event'] });
});

function invoke(lambda: TestService, input: Partial<InvokeCommandInput> = {}): Promise<InvokeCommandOutput> {
  return lambda.client.send(new InvokeCommand({ FunctionName: 'returns-event', ...input }));
}

function textOf({ Payload }: InvokeCommandOutput): string {
  return Payload?.transformToString() ?? '';
}

function invocation(path: string, header?: string): { method: 'POST'; path: string; headers: Record<string, string> } {
  return { method: 'POST', path, headers: header === undefined ? {} : { [header]: 'http://nonsense' } };
}
