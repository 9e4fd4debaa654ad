import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { Invocation } from '../../../../runtime/protocol/invocation.ts';
import { MAX_RESPONSE_BYTES } from '../../../../runtime/protocol/quotas.ts';
import { EnvironmentApiServer } from '../../../../service/environment-api/environment-api-server.ts';
import { runtimeApiRoutes } from '../../../../service/environment-api/runtime-api-routes.ts';
import { RuntimeSession } from '../../../../service/environment-api/runtime-session.ts';
import { countRequests } from '../../../support/counted-requests.ts';
import { sendRequest, type TestAnswer } from '../../../support/send-request.ts';

const NEXT = '/2018-06-01/runtime/invocation/next';
const RESPONSE = '/2018-06-01/runtime/invocation/id-1/response';
const ERROR = '/2018-06-01/runtime/invocation/id-1/error';
const INIT_ERROR = '/2018-06-01/runtime/init/error';
const STREAMING = { 'lambda-runtime-function-response-mode': 'streaming' };

const invocation: Invocation = {
  requestId: 'id-1',
  deadlineMs: 1_767_225_603_000,
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
  traceId: 'Root=1-2-3',
  payload: Buffer.from('{"a":"ü"}'),
};

test('next is parked until there is an invocation and carries its headers', async () => {
  await using api = await startApi();
  const asked = sendRequest(api.address, { path: NEXT });
  await api.session.ready;
  void api.session.deliver(invocation);
  const answer = await asked;
  expect(answer).toMatchObject({ status: 200, body: '{"a":"ü"}' });
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': 'id-1',
    'lambda-runtime-deadline-ms': '1767225603000',
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:test',
    'lambda-runtime-trace-id': 'Root=1-2-3',
  });
  expect(answer.headers).not.toHaveProperty('lambda-runtime-client-context');
});

test('next in the middle of an invocation brings the same one again at once', async () => {
  await using api = await startApi();
  await invoke(api);
  const again = await sendRequest(api.address, { path: NEXT });
  expect(again.headers['lambda-runtime-aws-request-id']).toBe('id-1');
});

test('of two parked requests one gets the invocation and the other one the next', async () => {
  await using api = await startApi();
  using requests = countRequests();
  const asked = [sendRequest(api.address, { path: NEXT }), sendRequest(api.address, { path: NEXT })];
  await expect.poll(requests.begun).toBe(2);
  await api.session.ready;
  void api.session.deliver(invocation);
  await Promise.race(asked);
  await post(api, RESPONSE, 'null');
  const third = sendRequest(api.address, { path: NEXT });
  await api.session.ready;
  void api.session.deliver({ ...invocation, requestId: 'id-2' });
  const ids = (await Promise.all(asked)).map(({ headers }) => headers['lambda-runtime-aws-request-id']);
  expect(ids.toSorted()).toEqual(['id-1', 'id-2']);
  third.catch(() => {});
});

test('a buffered response reaches the caller with its content type and is accepted', async () => {
  await using api = await startApi();
  const { answer } = await invoke(api);
  expect(await post(api, RESPONSE, '{"b":2}', { 'content-type': 'application/json' })).toMatchObject({
    status: 202,
    body: '{"status":"OK"}\n',
  });
  expect(await answer).toEqual({
    state: 'succeeded',
    response: { mode: 'buffered', contentType: 'application/json', payload: Buffer.from('{"b":2}') },
  });
});

test('an error reaches the caller byte for byte, under the type that the platform reports', async () => {
  await using api = await startApi();
  const { answer } = await invoke(api);
  const headers = { 'lambda-runtime-function-error-type': 'TypeError' };
  expect(await post(api, ERROR, '{"errorType":"TypeError"}', headers)).toMatchObject({ status: 202 });
  expect(await answer).toEqual({
    state: 'function-error',
    error: { errorType: 'Runtime.Unknown', payload: Buffer.from('{"errorType":"TypeError"}') },
  });
});

test.each([
  ['Runtime.HandlerNotFound', 'Runtime.HandlerNotFound'],
  ['Function.Denied', 'Function.Denied'],
  ['Function.', 'Function.Unknown'],
  ['RangeError', 'Runtime.Unknown'],
])('the error type %s is reported as %s', async (given, reported) => {
  await using api = await startApi();
  await post(api, INIT_ERROR, '{}', { 'lambda-runtime-function-error-type': given });
  expect(api.session.initError?.errorType).toBe(reported);
});

test('a wrong request id is 400 even out of turn, the right one out of turn is 403', async () => {
  await using api = await startApi();
  const early = await post(api, RESPONSE, 'null');
  expect(early).toMatchObject({ status: 400 });
  expect(JSON.parse(early.body)).toEqual({ errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' });
  await invoke(api);
  expect(await post(api, RESPONSE.replace('id-1', 'id-9'), 'null')).toMatchObject({ status: 400 });
  expect(await post(api, RESPONSE, 'null')).toMatchObject({ status: 202 });
  const second = await post(api, RESPONSE, 'null');
  expect(second).toMatchObject({ status: 403 });
  expect(JSON.parse(second.body)).toEqual({
    errorType: 'InvalidStateTransition',
    errorMessage:
      'State transition from RuntimeResponseSentState to InvocationResponse failed for runtime. Error: State transition is not allowed',
  });
});

test('the id of one attempt must be the one that was sent, if it is echoed at all', async () => {
  await using api = await startApi();
  await invoke(api, { ...invocation, invocationId: 'attempt-1' });
  const wrong = await post(api, RESPONSE, 'null', { 'lambda-runtime-invocation-id': 'attempt-2' });
  expect(wrong).toMatchObject({ status: 400, body: expect.stringContaining('InvalidInvocationId') });
  expect(await post(api, RESPONSE, 'null', { 'lambda-runtime-invocation-id': 'attempt-1' })).toMatchObject({
    status: 202,
  });
});

test('an oversized response is refused with 413 and the caller sees why', async () => {
  await using api = await startApi();
  const { answer } = await invoke(api);
  const bytes = MAX_RESPONSE_BYTES + 1;
  const refused = await post(api, RESPONSE, 'x'.repeat(bytes));
  expect(refused.status).toBe(413);
  expect(JSON.parse(refused.body)).toEqual({
    errorType: 'RequestEntityTooLarge',
    errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).',
  });
  const outcome = await answer;
  expect(outcome.state === 'function-error' && JSON.parse(outcome.error.payload.toString())).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (6291556 bytes).`,
  });
});

test('an unknown response mode is refused and leaves the runtime stuck, as in Lambda', async () => {
  await using api = await startApi();
  const { answer } = await invoke(api);
  const refused = await post(api, RESPONSE, 'null', { 'lambda-runtime-function-response-mode': 'Streaming' });
  const told = { errorType: 'InvalidFunctionResponseMode', errorMessage: 'Invalid function response mode' };
  expect([refused.status, JSON.parse(refused.body)]).toEqual([400, told]);
  expect(await answer).toMatchObject({ error: { errorType: 'Runtime.InvalidResponseModeHeader' } });
  expect(await sendRequest(api.address, { path: NEXT })).toMatchObject({ status: 403 });
});

test('a streamed response is passed on chunk by chunk while it is being sent', async () => {
  await using api = await startApi();
  const chunks: string[] = [];
  const firstChunk = Promise.withResolvers<void>();
  await sendNext(api);
  const answer = api.session.deliver(invocation, {
    begin: (contentType) => chunks.push(`<${contentType}>`),
    write: (chunk) => {
      chunks.push(chunk.toString());
      firstChunk.resolve();
    },
  });
  const socket = rawUpload(api.address, 'transfer-encoding: chunked', ['3\r\none\r\n']);
  await firstChunk.promise;
  expect(chunks).toEqual(['<text/plain>', 'one']);
  socket.write('3\r\ntwo\r\n0\r\n\r\n');
  expect(await answer).toEqual({
    state: 'succeeded',
    response: { mode: 'streamed', contentType: 'text/plain', bytes: 6 },
  });
  expect(chunks).toEqual(['<text/plain>', 'one', 'two']);
});

test('the trailers of a stream are the error of the invocation', async () => {
  await using api = await startApi();
  const { answer } = await invoke(api);
  const error = '{"errorType":"TypeError","errorMessage":"late"}';
  const taken = await sendRequest(api.address, {
    method: 'POST',
    path: RESPONSE,
    headers: STREAMING,
    body: ['half'],
    trailers: {
      'Lambda-Runtime-Function-Error-Type': 'Runtime.Late',
      'Lambda-Runtime-Function-Error-Body': Buffer.from(error).toString('base64'),
    },
  });
  expect(taken.status).toBe(202);
  expect(await answer).toEqual({
    state: 'function-error',
    error: { errorType: 'Runtime.Late', payload: Buffer.from(error) },
  });
});

test('a stream that nobody receives is collected', async () => {
  await using api = await startApi();
  const { answer } = await invoke(api);
  await sendRequest(api.address, { method: 'POST', path: RESPONSE, headers: STREAMING, body: ['one', 'two'] });
  expect(await answer).toMatchObject({ response: { mode: 'buffered', payload: Buffer.from('onetwo') } });
});

test('an upload that breaks off is a truncated response', async () => {
  await using api = await startApi();
  const { answer } = await invoke(api);
  using requests = countRequests();
  const socket = rawUpload(api.address, 'content-length: 1000', ['a part']);
  await expect.poll(requests.begun).toBe(1);
  socket.destroy();
  expect(await answer).toMatchObject({ state: 'truncated', error: { errorType: 'Runtime.TruncatedResponse' } });
});

test('an init error is taken once and only before the first next', async () => {
  await using failing = await startApi();
  expect(await post(failing, INIT_ERROR, '{"errorType":"E"}')).toMatchObject({ status: 202 });
  expect(await post(failing, INIT_ERROR, '{}')).toMatchObject({ status: 403 });
  expect(await sendRequest(failing.address, { path: NEXT })).toMatchObject({ status: 403 });
  await using ready = await startApi();
  await sendNext(ready);
  expect(await post(ready, INIT_ERROR, '{}')).toMatchObject({ status: 403 });
});

test('an unknown path is 404 and a wrong method 405', async () => {
  await using api = await startApi();
  expect(await sendRequest(api.address, { path: '/2018-06-01/nothing' })).toMatchObject({
    status: 404,
    body: '404 page not found\n',
  });
  expect(await post(api, NEXT, '')).toMatchObject({ status: 405 });
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

async function sendNext(api: TestApi): Promise<void> {
  sendRequest(api.address, { path: NEXT }).catch(() => {});
  await api.session.ready;
}

async function invoke(api: TestApi, given = invocation): Promise<{ answer: ReturnType<RuntimeSession['deliver']> }> {
  await sendNext(api);
  return { answer: api.session.deliver(given) };
}

function post(api: TestApi, path: string, body: string, headers = {}): Promise<TestAnswer> {
  return sendRequest(api.address, { method: 'POST', path, body, headers });
}

function rawUpload(address: string, lengthHeader: string, parts: readonly string[]): ReturnType<typeof connect> {
  const [host = '', port] = address.split(':');
  const socket = connect(Number(port), host);
  const head = [
    `POST ${RESPONSE} HTTP/1.1`,
    'host: lambda',
    'content-type: text/plain',
    lengthHeader,
    ...(lengthHeader.startsWith('transfer') ? ['lambda-runtime-function-response-mode: streaming'] : []),
  ];
  socket.on('error', () => {});
  socket.write(`${head.join('\r\n')}\r\n\r\n${parts.join('')}`);
  return socket;
}
