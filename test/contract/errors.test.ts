import { expect, test } from 'vitest';
import { Invocation, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';

interface Reported {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

test.each([
  ['thrown by an asynchronous function', 'throws-error', 'Error', 'broken on purpose'],
  ['thrown before any promise', 'throws-synchronously', 'TypeError', 'before any promise'],
  ['of a class of its own', 'throws-error-with-fields', 'Denied', 'not you'],
  ['with a cause', 'throws-error-with-cause', 'Error', 'outer'],
  ['that a thenable rejects with', 'returns-rejecting-thenable', 'RangeError', 'from a thenable'],
])('an error is reported with its name, its message and its stack: %s', async (_which, code, name, message) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction(code, { api });
  expect(api.sequence).toEqual(['next', 'error', 'next']);
  const { json, headers, xrayCause } = await api.call('error');
  const { errorType, errorMessage, trace, ...rest } = json as Reported;
  expect({ errorType, errorMessage, rest }).toEqual({ errorType: name, errorMessage: message, rest: {} });
  expect(trace[0]).toBe(`${name}: ${message}`);
  expect(trace[1]).toMatch(new RegExp(`^ {4}at .*/${code}\\.mjs:\\d+:\\d+`));
  expect(headers['lambda-runtime-function-error-type']).toBe(name);
  expect(headers['content-type']).toBe('application/json');
  expect(xrayCause).toMatchObject({ exceptions: [{ type: name, message }] });
});

test('the cause for X-Ray says where the error was thrown', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('throws-error', { api });
  const { xrayCause } = await api.call('error');
  const file = expect.stringMatching(/^\/.*\/throws-error\.mjs$/);
  expect(xrayCause).toEqual({
    working_directory: expect.stringMatching(/^\//),
    exceptions: [
      {
        type: 'Error',
        message: 'broken on purpose',
        stack: expect.arrayContaining([{ path: file, line: 2, label: 'handler' }]),
      },
    ],
    paths: expect.arrayContaining([file]),
  });
});

test.each([
  ['text', 'just text', 'string', 'just text'],
  ['a number', 7, 'number', '7'],
  ['an object', { reason: 'none' }, 'object', '[object Object]'],
  ['null', null, 'object', 'null'],
])('anything else that is thrown is reported under its type: %s', async (_what, thrown, errorType, errorMessage) => {
  await using api = await startRecordedRuntimeApi([{ thrown }]);
  await runFunction('throws-what-is-in-the-event', { api });
  expect(api.sequence).toEqual(['next', 'error', 'next']);
  expect(api.errors).toEqual([{ errorType, errorMessage, trace: [] }]);
});

test('nothing can be thrown as well, and has no cause for X-Ray', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('throws-undefined', { api });
  expect(api.errors).toEqual([{ errorType: 'undefined', errorMessage: 'undefined', trace: [] }]);
  expect((await api.call('error')).xrayCause).toBeUndefined();
});

test('an error without a stack has an empty trace', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('throws-error-without-stack', { api });
  expect(api.errors).toEqual([{ errorType: 'Error', errorMessage: 'nothing below', trace: [] }]);
});

test('a DEL character, which no header may hold, is written out', async () => {
  await using api = await startRecordedRuntimeApi([{ message: 'a\x7Fb' }]);
  await runFunction('throws-error-with-message-of-event', { api });
  const { json, xrayCause } = await api.call('error');
  expect(json).toMatchObject({ errorMessage: 'a%7Fb' });
  expect(xrayCause).toMatchObject({ exceptions: [{ message: 'a%7Fb' }] });
});

test('a message beyond ASCII is reported as it is, to X-Ray in UTF-8', async () => {
  await using api = await startRecordedRuntimeApi([{ message: 'größe 🚫' }]);
  await runFunction('throws-error-with-message-of-event', { api });
  const { json, headers } = await api.call('error');
  expect(json).toMatchObject({ errorMessage: 'größe 🚫' });
  const header = String(headers['lambda-runtime-function-xray-error-cause']);
  expect(JSON.parse(Buffer.from(header, 'latin1').toString())).toMatchObject({
    exceptions: [{ message: 'größe 🚫' }],
  });
});

test('a name cannot bring headers of its own', async () => {
  await using api = await startRecordedRuntimeApi([{ name: 'Evil\r\nX-Injected: yes' }, { name: 'Größe' }]);
  await runFunction('throws-error-with-name-of-event', { api });
  expect(api.sequence).toEqual(['next', 'error', 'next', 'error', 'next']);
  for (const { headers } of api.called('error')) {
    expect(headers).not.toHaveProperty('x-injected');
    // A type that does not fit into a header is left out of it.
    expect(headers).not.toHaveProperty('lambda-runtime-function-error-type');
  }
  expect(api.errors).toMatchObject([{ errorType: 'Evil\r\nX-Injected: yes' }, { errorType: 'Größe' }]);
});

test('a very deep stack is reported whole, and cropped for X-Ray to what fits', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('throws-error-with-deep-stack', { api });
  const { json, headers, xrayCause } = await api.call('error');
  expect((json as Reported).trace.length).toBeGreaterThan(2000);
  expect(String(headers['lambda-runtime-function-xray-error-cause']).length).toBeLessThan(65_536);
  expect(xrayCause).toMatchObject({ exceptions: [{ type: 'Error', message: 'at the bottom' }] });
});

test('an error of a megabyte reaches the service', async () => {
  const message = 'long '.repeat(200_000);
  await using api = await startRecordedRuntimeApi([{ message }]);
  await runFunction('throws-error-with-message-of-event', { api });
  expect(api.errors).toMatchObject([{ errorMessage: message }]);
});

test('a message made up to look like a stack does not hold the function up', async () => {
  const message = `\n    at ${' ('.repeat(60_000)}\ra`;
  await using api = await startRecordedRuntimeApi([{ message }]);
  await runFunction('throws-error-with-message-of-event', { api });
  expect(api.errors).toMatchObject([{ errorMessage: message }]);
});

test.each(['Text', 'JSON'])(
  'an error that cannot even be read is an error like any other: log in %s',
  async (format) => {
    await using api = await startRecordedRuntimeApi([{}]);
    const { end } = await runFunction('throws-error-that-cannot-be-read', {
      api,
      env: { AWS_LAMBDA_LOG_FORMAT: format },
    });
    expect({ sequence: api.sequence, end }).toEqual({ sequence: ['next', 'error', 'next'], end: 'idle' });
    expect(api.errors).toMatchObject([{ errorType: 'handled', trace: [] }]);
  },
);

test('after an error the function goes on in the same environment', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('throws-once', { api });
  expect(api.sequence).toEqual(['next', 'error', 'next', 'response', 'next']);
  expect(api.responses).toEqual([2]);
  expect(api.connections).toBe(1);
});

test.each([
  ['the event', new Invocation('{"a":')],
  ['the event, which is empty', new Invocation('')],
  ['the client context', new Invocation('{}', { 'Lambda-Runtime-Client-Context': '{' })],
  ['the identity', new Invocation('{}', { 'Lambda-Runtime-Cognito-Identity': 'me' })],
])('an invocation that is not JSON fails alone: %s', async (_what, invocation) => {
  await using api = await startRecordedRuntimeApi([invocation, { a: 1 }]);
  await runFunction('returns-event', { api });
  expect(api.sequence).toEqual(['next', 'error', 'next', 'response', 'next']);
  expect(api.errors).toMatchObject([{ errorType: 'Runtime.UnmarshalError' }]);
  expect(api.responses).toEqual([{ a: 1 }]);
});
