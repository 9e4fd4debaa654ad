import { expect, test } from 'vitest';
import { Invocation, requestId, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';
import { inManner } from '../support/runtime-api-reply.ts';

const SIX_MEGABYTES = 6 * 1024 * 1024;

test.each([
  ['an object', 'returns-object', { ok: true, event: { a: 1 } }],
  ['nothing, as null', 'returns-nothing', null],
  ['text, in quotation marks', 'returns-text', 'text'],
  ['what a function returns that is not asynchronous', 'returns-synchronously', { synchronous: { a: 1 } }],
  ['what a thenable resolves to', 'returns-thenable', 'from a thenable'],
  [
    'what JSON makes of dates, maps, bytes and NaN',
    'returns-values-json-has-no-word-for',
    { date: '1970-01-01T00:00:00.000Z', map: {}, bytes: { type: 'Buffer', data: [104, 105] }, notANumber: null },
  ],
])('the result is sent as JSON: %s', async (_what, code, result) => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }]);
  const { end, stdout, stderr } = await runFunction(code, { api });
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect(api.responses).toEqual([result]);
  expect({ end, stdout, stderr }).toEqual({ end: 'idle', stdout: '', stderr: '' });
});

test.each([
  ['a circular object', 'returns-circular-object'],
  ['a BigInt', 'returns-bigint'],
  ['a function', 'returns-function'],
  ['an object whose toJSON throws', 'returns-object-whose-to-json-throws'],
])('a result that JSON cannot hold is an error of the invocation: %s', async (_what, code) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction(code, { api });
  expect(api.sequence).toEqual(['next', 'error', 'next']);
  expect(api.errors).toMatchObject([
    { errorType: 'Runtime.JSONStringifyError', errorMessage: 'Unable to stringify response body' },
  ]);
});

test('a response says what it is, how long it is, and to which invocation it belongs', async () => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }]);
  await runFunction('returns-event', { api });
  const { path, requestId: id, headers, body } = await api.call('response');
  expect(id).toBe(requestId(1));
  expect(path).toBe(`/2018-06-01/runtime/invocation/${requestId(1)}/response`);
  expect(headers).toEqual({
    host: api.address,
    'content-type': 'application/json',
    'content-length': String(body.length),
  });
});

test('the runtime names itself and its Node.js when it asks for an event', async () => {
  await using api = await startRecordedRuntimeApi();
  await runFunction('returns-event', { api });
  const { headers } = await api.call('next', 1, () => true);
  expect(headers['user-agent']).toMatch(/^snapboot\/\d+\.\d+\.\d+ node\/\d+\.\d+\.\d+$/);
});

test('a request id from another world is escaped in the path', async () => {
  const id = 'a/b?c d#ü%';
  await using api = await startRecordedRuntimeApi([
    new Invocation('{}', { 'Lambda-Runtime-Aws-Request-Id': Buffer.from(id).toString('latin1') }),
  ]);
  await runFunction('returns-nothing', { api });
  expect((await api.call('response')).requestId).toBe(id);
});

test('the id of the attempt is echoed, with a response and with an error', async () => {
  await using api = await startRecordedRuntimeApi([
    new Invocation('{}', { 'Lambda-Runtime-Invocation-Id': 'attempt-7' }),
    new Invocation('{}', { 'Lambda-Runtime-Invocation-Id': 'attempt-8' }),
  ]);
  await runFunction('throws-once', { api });
  expect((await api.call('error')).headers['lambda-runtime-invocation-id']).toBe('attempt-7');
  expect((await api.call('response')).headers['lambda-runtime-invocation-id']).toBe('attempt-8');
});

test('unicode goes through unchanged, both ways', async () => {
  const event = { text: 'ü\0é🙂 → 日本語 🚀\u2028' };
  await using api = await startRecordedRuntimeApi([event]);
  await runFunction('returns-event', { api });
  expect(api.responses).toEqual([event]);
});

test('6 MB go through, both ways', async () => {
  const text = 'é'.repeat((SIX_MEGABYTES - 100) / 2);
  await using api = await startRecordedRuntimeApi([{ text }]);
  await runFunction('returns-event', { api });
  const { bytes, text: sent } = await api.call('response');
  expect(bytes).toBe(Buffer.byteLength(JSON.stringify({ text })));
  expect(sent === JSON.stringify({ text })).toBe(true);
});

test.each([
  ['a byte in each chunk', 1],
  ['a few bytes in each chunk', 7],
])('an event may come in pieces: %s', async (_how, chunkBytes) => {
  const event = { text: 'ü🙂'.repeat(50) };
  await using api = await startRecordedRuntimeApi([event, event], { next: inManner({ chunkBytes }) });
  await runFunction('returns-event', { api });
  expect(api.responses).toEqual([event, event]);
});

test('the state of a module survives from one invocation to the next', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}, {}, {}, {}]);
  await runFunction('counts-invocations', { api });
  expect(api.responses).toEqual([1, 2, 3, 4, 5]);
  expect(api.called('response').map(({ requestId: id }) => id)).toEqual([1, 2, 3, 4, 5].map(requestId));
});
