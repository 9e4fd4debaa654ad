// An address with a name takes another way through the runtime: node:net, which can resolve it.
import { expect, test } from 'vitest';
import { type RecordedRuntimeApi, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { type FunctionRun, runFunction } from '../support/run-function.ts';
import { inManner } from '../support/runtime-api-reply.ts';

test('a service may be known by its name', async () => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }, { a: 2 }]);
  const { end, stdout, stderr } = await runByName('returns-event', api);
  expect(api.responses).toEqual([{ a: 1 }, { a: 2 }]);
  expect((await api.call('response')).headers.host).toBe(`localhost:${api.port}`);
  expect({ end, stdout, stderr, connections: api.connections }).toEqual({
    end: 'idle',
    stdout: '',
    stderr: '',
    connections: 1,
  });
});

test('6 MB go through, both ways', async () => {
  const text = 'x'.repeat(6_000_000);
  await using api = await startRecordedRuntimeApi([{ text }]);
  await runByName('returns-event', api);
  expect((await api.call('response')).bytes).toBe(text.length + '{"text":""}'.length);
});

test.each([
  ['streams-three-megabytes', 3 << 20, undefined],
  ['streams-then-throws', 4, { type: 'TypeError' }],
  ['streams-http-response-without-body', 26, undefined],
])('a stream goes through: %s', async (code, bytes, trailingError) => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runByName(code, api);
  expect(api.sequence).toEqual(['next', 'response', 'next', 'response', 'next']);
  for (const response of api.called('response')) {
    expect(response.bytes).toBe(bytes);
    if (trailingError) expect(response.trailingError).toMatchObject(trailingError);
    else expect(response.trailingError).toBeUndefined();
  }
});

test('a stream that is destroyed while it ends is answered once', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const { end, stderr } = await runByName('destroys-its-http-response-while-it-ends', api);
  expect({ sequence: api.sequence, end, stderr }).toEqual({
    sequence: ['next', 'response', 'next', 'response', 'next'],
    end: 'idle',
    stderr: '',
  });
});

test('the connection does not keep the event loop from running empty', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runByName('calls-back-before-a-late-timer', api);
  expect(api.responses).toEqual([0, 1]);
});

test('a promise that nothing is left to settle is an error', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runByName('waits-for-nothing-once', api);
  expect(api.sequence).toEqual(['next', 'error', 'next', 'response', 'next']);
});

test('a service may close the connection after each answer', async () => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }, { a: 2 }], {
    next: inManner({ thenClose: true }),
    response: inManner({ thenClose: true }),
  });
  const { end, stderr } = await runByName('returns-event', api);
  expect({ responses: api.responses, end, stderr }).toEqual({
    responses: [{ a: 1 }, { a: 2 }],
    end: 'idle',
    stderr: '',
  });
});

test('a crash is reported', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end } = await runByName('throws-in-timer', api);
  expect({ sequence: api.sequence, end }).toEqual({ sequence: ['next', 'error'], end: 'exit 129' });
});

test('a function that is told to shut down is an extension', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runByName('is-told-to-shut-down', api);
  expect(api.sequence).toEqual(['register', 'extension next', 'next', 'response', 'next']);
});

test.each([
  [
    'a service that is not there',
    (port: number) => `localhost:${port}`,
    /^snapboot: no answer from localhost:\d+: .*ECONNREFUSED.*\n$/,
  ],
  [
    'a name that is not known',
    () => 'nowhere.invalid:9001',
    /^snapboot: no answer from nowhere\.invalid:9001: .*(ENOTFOUND|EAI_AGAIN).*\n$/,
  ],
])('%s ends the process with one line', async (_what, addressOf, line) => {
  const api = await startRecordedRuntimeApi();
  await api[Symbol.asyncDispose]();
  const env = { AWS_LAMBDA_RUNTIME_API: addressOf(api.port) };
  const { end, stderr } = await runFunction('returns-event', { api, env });
  expect(end).toBe('exit 1');
  expect(stderr).toMatch(line);
});

function runByName(code: string, api: RecordedRuntimeApi): Promise<FunctionRun> {
  return runFunction(code, { api, env: { AWS_LAMBDA_RUNTIME_API: `localhost:${api.port}` } });
}
