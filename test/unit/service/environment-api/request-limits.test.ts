import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { MAX_RESPONSE_BYTES, MAX_STREAMED_RESPONSE_BYTES } from '../../../../runtime/protocol/quotas.ts';
import { EnvironmentApiServer } from '../../../../service/environment-api/environment-api-server.ts';
import { runtimeApiRoutes } from '../../../../service/environment-api/runtime-api-routes.ts';
import { RuntimeSession } from '../../../../service/environment-api/runtime-session.ts';
import { exchange, post } from '../../../support/malformed-http.ts';
import { sendRequest } from '../../../support/send-request.ts';

const NEXT = '/2018-06-01/runtime/invocation/next';
const RESPONSE = '/2018-06-01/runtime/invocation/id-1/response';
const ERROR = '/2018-06-01/runtime/invocation/id-1/error';
const INIT_ERROR = '/2018-06-01/runtime/init/error';
const TOO_LARGE = {
  status: 413,
  body: '{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}\n',
};

test('an error of the largest size reaches the caller, and not a byte more', async () => {
  await using api = await startApi();
  const first = await invoke(api);
  const largest = 'x'.repeat(MAX_RESPONSE_BYTES);
  expect(await sendRequest(api.address, { method: 'POST', path: ERROR, body: largest })).toMatchObject({ status: 202 });
  expect(errorOf(await first.answer)?.payload).toHaveLength(MAX_RESPONSE_BYTES);
  const second = await invoke(api);
  const body = `${largest}x`;
  expect(await sendRequest(api.address, { method: 'POST', path: ERROR, body })).toMatchObject(TOO_LARGE);
  const error = errorOf(await second.answer);
  expect(error?.errorType).toBe('Function.ResponseSizeTooLarge');
  expect(error?.payload.toString()).toContain(`Response payload size (${MAX_RESPONSE_BYTES + 1} bytes)`);
  await invoke(api);
});

test('an init error that is too large is refused, and what is kept says so', async () => {
  await using api = await startApi();
  const body = 'x'.repeat(MAX_RESPONSE_BYTES + 1);
  expect(await sendRequest(api.address, { method: 'POST', path: INIT_ERROR, body })).toMatchObject(TOO_LARGE);
  expect(api.session.initError?.errorType).toBe('Function.ResponseSizeTooLarge');
});

test('a streamed response is passed on up to its quota, and the rest is thrown away', async () => {
  await using api = await startApi();
  let passedOn = 0;
  const { answer } = await invoke(api, (chunk) => {
    passedOn += chunk.length;
  });
  const refused = await stream(api.address, MAX_STREAMED_RESPONSE_BYTES + 1);
  expect(refused.status).toBe(413);
  expect(refused.body).toContain('(209715200 bytes)');
  expect(passedOn).toBeGreaterThan(MAX_STREAMED_RESPONSE_BYTES / 2);
  expect(passedOn).toBeLessThanOrEqual(MAX_STREAMED_RESPONSE_BYTES);
  expect(errorOf(await answer)?.errorType).toBe('Function.ResponseSizeTooLarge');
  await invoke(api);
});

test.each([
  ['a response', RESPONSE],
  ['an error', ERROR],
])('%s that breaks off is refused as truncated, and so is the invocation', async (_what, path) => {
  await using api = await startApi();
  const { answer } = await invoke(api);
  const refused = await exchange(api.address, post(path, 'content-length: 1000', 'a part'));
  expect(refused).toMatch(/^HTTP\/1\.1 400 /);
  expect(refused).toContain('{"errorMessage":"HTTP request detected as truncated","errorType":"TruncatedHTTPRequest"}');
  expect(await answer).toMatchObject({ state: 'truncated', error: { errorType: 'Runtime.TruncatedResponse' } });
  await invoke(api);
});

test('an init error that breaks off counts for nothing', async () => {
  await using api = await startApi();
  const refused = await exchange(api.address, post(INIT_ERROR, 'content-length: 1000', '{"errorType":"X"'));
  expect(refused).toContain('TruncatedHTTPRequest');
  expect(api.session.initError).toBeUndefined();
  await invoke(api);
});

interface TestApi extends AsyncDisposable {
  readonly address: string;
  readonly session: RuntimeSession;
}

async function startApi(): Promise<TestApi> {
  const session = new RuntimeSession();
  const server = await EnvironmentApiServer.start(runtimeApiRoutes(session));
  return { address: server.address, session, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

type Delivered = ReturnType<RuntimeSession['deliver']>;

async function invoke(api: TestApi, write?: (chunk: Buffer) => void): Promise<{ readonly answer: Delivered }> {
  const asked = sendRequest(api.address, { path: NEXT });
  await api.session.ready;
  const invocation = { requestId: 'id-1', deadlineMs: 0, functionArn: 'arn', payload: Buffer.from('{}') };
  const answer = api.session.deliver(invocation, write && { begin: () => {}, write });
  expect((await asked).status).toBe(200);
  return { answer };
}

function errorOf(answer: Awaited<Delivered>): { readonly errorType: string; readonly payload: Buffer } | undefined {
  return answer.state === 'function-error' ? answer.error : undefined;
}

/** Streams so many bytes, as fast as they are taken. */
async function stream(address: string, bytes: number): Promise<{ readonly status: number; readonly body: string }> {
  const headers = { 'lambda-runtime-function-response-mode': 'streaming' };
  const outgoing = request(`http://${address}${RESPONSE}`, { method: 'POST', agent: false, headers });
  const answered = once(outgoing, 'response');
  const megabyte = Buffer.alloc(1 << 20);
  for (let left = bytes; left > 0; left -= megabyte.length) {
    if (!outgoing.write(megabyte.subarray(0, left))) await once(outgoing, 'drain');
  }
  outgoing.end();
  const [answer] = await answered;
  return { status: answer.statusCode, body: await text(answer) };
}
