import { expect, test } from 'vitest';
import {
  FUNCTION_ARN,
  Invocation,
  requestId,
  startRecordedRuntimeApi,
  TRACE_ID,
} from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';

const CLIENT_CONTEXT = { custom: { key: 'ü' } };
const IDENTITY = { cognitoIdentityId: 'me', cognitoIdentityPoolId: 'pool' };

test('the context holds what the service says about invocation and function', async () => {
  const before = Date.now();
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-context', { api });
  const [result] = api.responses as [{ fields: object; order: string[]; remaining: number }];
  expect(result.fields).toEqual({
    invokedFunctionArn: FUNCTION_ARN,
    awsRequestId: requestId(1),
    xRayTraceId: TRACE_ID,
    functionName: 'tested',
    functionVersion: '$LATEST',
    memoryLimitInMB: '128',
    logGroupName: '/aws/lambda/tested',
    logStreamName: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
  });
  expect(result.remaining).toBeLessThanOrEqual(30_000);
  expect(result.remaining).toBeGreaterThan(30_000 - (Date.now() - before) - 1);
});

test('the fields of the context stand in the order of the official client, those of Node.js 22 behind them', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-context', { api });
  expect(api.responses).toMatchObject([
    {
      order: [
        'clientContext',
        'identity',
        'invokedFunctionArn',
        'awsRequestId',
        'tenantId',
        'xRayTraceId',
        'getRemainingTimeInMillis',
        'functionName',
        'functionVersion',
        'memoryLimitInMB',
        'logGroupName',
        'logStreamName',
        'succeed',
        'fail',
        'done',
      ],
    },
  ]);
});

test('what a service leaves out of the environment is left out of the context', async () => {
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: undefined,
    AWS_LAMBDA_FUNCTION_VERSION: undefined,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: undefined,
    AWS_LAMBDA_LOG_GROUP_NAME: undefined,
    AWS_LAMBDA_LOG_STREAM_NAME: undefined,
  };
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-context', { api, env });
  expect(api.responses).toMatchObject([
    { fields: { invokedFunctionArn: FUNCTION_ARN, awsRequestId: requestId(1), xRayTraceId: TRACE_ID } },
  ]);
});

test('client context and identity are parsed', async () => {
  const headers = {
    // Headers of HTTP are bytes; Lambda's are UTF-8.
    'Lambda-Runtime-Client-Context': Buffer.from(JSON.stringify(CLIENT_CONTEXT)).toString('latin1'),
    'Lambda-Runtime-Cognito-Identity': JSON.stringify(IDENTITY),
  };
  await using api = await startRecordedRuntimeApi([new Invocation('{}', headers)]);
  await runFunction('returns-client-context', { api });
  expect(api.responses).toEqual([{ clientContext: CLIENT_CONTEXT, identity: IDENTITY }]);
});

test('the tenant is known to the context and to the store', async () => {
  await using api = await startRecordedRuntimeApi([
    new Invocation('{}', { 'Lambda-Runtime-Aws-Tenant-Id': 'tenant-1' }),
    {},
  ]);
  await runFunction('returns-tenant-id', { api });
  expect(api.responses).toEqual([{ context: 'tenant-1', store: 'tenant-1' }, {}]);
});

test('the trace id of each invocation is in the environment, and gone where there is none', async () => {
  await using api = await startRecordedRuntimeApi([
    {},
    new Invocation('{}', { 'Lambda-Runtime-Trace-Id': 'Root=1-2-3' }),
    new Invocation('{}', { 'Lambda-Runtime-Trace-Id': undefined }),
    new Invocation('{}', { 'Lambda-Runtime-Trace-Id': '' }),
  ]);
  await runFunction('returns-trace-id', { api });
  expect(api.responses).toEqual([
    [TRACE_ID, TRACE_ID],
    ['Root=1-2-3', 'Root=1-2-3'],
    ['unset', null],
    ['unset', null],
  ]);
});

test('the store of an invocation knows it, and keeps values for it', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-store', { api });
  expect(api.responses).toEqual([[requestId(1), TRACE_ID, 1, true]]);
});

test.each([
  ['the store of the runtime', 'keeps-a-value-in-the-store'],
  ['an AsyncLocalStorage that the handler enters', 'enters-an-async-local-storage'],
])('the next invocation does not see what this one has kept: %s', async (_where, code) => {
  await using api = await startRecordedRuntimeApi([{}, {}, {}]);
  await runFunction(code, { api });
  expect(api.responses).toEqual([null, null, null]);
});

test.each([
  ['1', 'undefined'],
  ['true', 'undefined'],
  ['0', 'object'],
  [undefined, 'object'],
])('AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA=%s: typeof awslambda is %s', async (value, type) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-type-of-awslambda', { api, env: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: value } });
  expect(api.responses).toEqual([type]);
});
