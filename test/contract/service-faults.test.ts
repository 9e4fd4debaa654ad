import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logLines } from '../support/log-lines.ts';
import { Invocation, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction, startFunction } from '../support/run-function.ts';
import { inManner, onTurn, type Reply, refusal } from '../support/runtime-api-reply.ts';
import { onRequest, startTcpServer } from '../support/tcp-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TAKEN: Reply = { status: 202, body: '{"status":"OK"}\n' };
const HANG_UP: Reply = { status: 0, hangUp: true };

test.each<[string, Partial<Reply>]>([
  ['without a word', { thenClose: true }],
  ['as it has announced', { headers: { Connection: 'close' } }],
])('a service may close the connection after each answer, %s', async (_how, manner) => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }, { a: 2 }, { a: 3 }], {
    next: inManner(manner),
    response: inManner(manner),
  });
  const { end, stdout, stderr } = await runFunction('returns-event', { api });
  expect(api.responses).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  expect({ end, stdout, stderr }).toEqual({ end: 'idle', stdout: '', stderr: '' });
  expect(api.connections).toBeGreaterThanOrEqual(7);
});

test('a service may close the connection after each answer to a function that streams', async () => {
  const announced = inManner({ headers: { Connection: 'close' } });
  await using api = await startRecordedRuntimeApi([{}, {}], { next: announced, response: announced });
  const { end } = await runFunction('streams-two-chunks', { api });
  expect(api.called('response').map(({ text }) => text)).toEqual(['onetwo', 'onetwo']);
  expect(end).toBe('idle');
});

test('a call that finds the connection closed is made once more', async () => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }], { next: onTurn(2, HANG_UP) });
  await using again = await startRecordedRuntimeApi([{ a: 1 }], { response: onTurn(1, HANG_UP) });
  await runFunction('returns-event', { api });
  await runFunction('returns-event', { api: again });
  expect(api.sequence).toEqual(['next', 'response', 'next', 'next']);
  expect(again.sequence).toEqual(['next', 'response', 'response', 'next']);
  expect(again.responses).toEqual([{ a: 1 }, { a: 1 }]);
});

test.each([400, 403])('a response that arrived the first time may be refused the second: %i', async (status) => {
  await using api = await startRecordedRuntimeApi([{}], {
    response: ({ turn }) => (turn === 1 ? HANG_UP : refusal(status, 'InvalidStateTransition')),
  });
  const { end, stdout, stderr } = await runFunction('returns-event', { api });
  expect(api.sequence).toEqual(['next', 'response', 'response', 'next']);
  expect({ end, stdout, stderr }).toEqual({ end: 'idle', stdout: '', stderr: '' });
});

test.each([
  ['413', refusal(413, 'RequestEntityTooLarge')],
  ['400', refusal(400, 'InvalidRequestID')],
  ['410', refusal(410, 'Gone')],
])(
  'a response or an error that is refused with %s is a line in the log, and the function goes on',
  async (status, reply) => {
    await using api = await startRecordedRuntimeApi([{}, {}, {}], {
      response: onTurn(1, reply),
      error: onTurn(1, reply),
    });
    const { end, stdout, stderr } = await runFunction('throws-once', { api });
    expect(api.sequence).toEqual(['next', 'error', 'next', 'response', 'next', 'response', 'next']);
    const told = (call: string): string =>
      `ERROR\tthe Runtime API answered ${status} to POST ${call}: ${reply.body?.trim()}`;
    expect(logLines(stdout).map((line) => line.split('\t').slice(2).join('\t'))).toEqual([
      expect.stringContaining('Invoke Error'),
      told('error'),
      told('response'),
    ]);
    expect({ end, stderr }).toEqual({ end: 'idle', stderr: '' });
  },
);

test.each<['next' | 'response' | 'error' | 'init error', string, string, Reply]>([
  ['next', 'returns-event', 'GET next', refusal(403, 'InvalidStateTransition')],
  ['next', 'returns-event', 'GET next', refusal(500, 'InternalServerError')],
  ['next', 'returns-event', 'GET next', { status: 204 }],
  ['response', 'returns-event', 'POST response', refusal(403, 'InvalidStateTransition')],
  ['response', 'returns-event', 'POST response', refusal(500, 'InternalServerError')],
  ['response', 'streams-two-chunks', 'POST response', refusal(500, 'InternalServerError')],
  ['error', 'throws-error', 'POST error', refusal(403, 'InvalidStateTransition')],
  ['error', 'throws-error', 'POST error', refusal(500, 'InternalServerError')],
  ['init error', 'throws-while-loading', 'POST init/error', refusal(403, 'InvalidStateTransition')],
  ['init error', 'throws-while-loading', 'POST init/error', refusal(500, 'InternalServerError')],
])(
  '%s: an answer after which nothing can go on ends the process with one line (%s, %s)',
  async (name, code, call, reply) => {
    await using api = await startRecordedRuntimeApi([{}, {}], { [name]: () => reply });
    const { end, stderr } = await runFunction(code, { api });
    expect(api.called(name)).toHaveLength(1);
    const text = reply.body === undefined ? '' : `: ${reply.body.trim()}`;
    expect({ end, stderr }).toEqual({
      end: 'exit 1',
      stderr: `snapboot: the Runtime API answered ${reply.status} to ${call}${text}\n`,
    });
  },
);

test('what the service says of a fault stays one line', async () => {
  const body = `one\r\ntwo\n\n${'long '.repeat(1000)}`;
  await using api = await startRecordedRuntimeApi([], { next: () => ({ status: 500, body }) });
  const { stderr } = await runFunction('returns-event', { api });
  expect(stderr).toMatch(/^snapboot: the Runtime API answered 500 to GET next: one.*two.*\n$/);
  expect(stderr.length).toBeLessThan(1000);
});

test.each([
  ['lambda-runtime-aws-request-id', { 'Lambda-Runtime-Aws-Request-Id': undefined }],
  ['lambda-runtime-deadline-ms', { 'Lambda-Runtime-Deadline-Ms': undefined }],
  ['lambda-runtime-deadline-ms', { 'Lambda-Runtime-Deadline-Ms': 'soon' }],
])('an event without %s ends the process with one line', async (header, headers) => {
  await using api = await startRecordedRuntimeApi([new Invocation('{}', headers)]);
  const { end, stderr } = await runFunction('returns-event', { api });
  expect({ end, stderr }).toEqual({
    end: 'exit 1',
    stderr: `snapboot: GET next was answered without ${header}\n`,
  });
});

test.each<[string, Reply]>([
  ['closes the connection instead of an answer', HANG_UP],
  ['closes the connection in the middle of an answer', { ...TAKEN, status: 200, cut: true }],
])('a service that %s ends the process with one line', async (_what, reply) => {
  await using api = await startRecordedRuntimeApi([], { next: () => reply });
  const { end, stderr } = await runFunction('returns-event', { api });
  // The first connection was opened ahead, and might have been closed before it was used.
  expect(api.sequence).toEqual(reply.hangUp ? ['next', 'next'] : ['next']);
  expect({ end, stderr }).toEqual({
    end: 'exit 1',
    stderr: expect.stringMatching(new RegExp(`^snapboot: no answer from ${api.address}: .+\\n$`)),
  });
});

test('a service may close the connection that was opened ahead, while the function is loaded', async () => {
  await using folder = await temporaryFolder();
  const go = join(folder.path, 'go');
  await using api = await startRecordedRuntimeApi();
  const served = Promise.withResolvers<string>();
  await using server = await startTcpServer((socket, connection) => {
    if (connection === 1) once(socket.destroy(), 'close').then(() => writeFile(go, ''), served.reject);
    else onRequest(socket, served.resolve);
  });
  const code = {
    'index.js': `
      const { existsSync } = require('node:fs');
      // Nothing else happens in the process meanwhile.
      while (process.env.GO && !existsSync(process.env.GO)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      exports.handler = async () => {};`,
  };
  const env = { GO: go, AWS_LAMBDA_RUNTIME_API: server.address };
  await using running = await startFunction(code, { api, env });
  const first = await Promise.race([served.promise, running.exited]);
  expect(first).toMatch(/^GET \/2018-06-01\/runtime\/invocation\/next HTTP\/1.1\r\n/);
});

test('a service that breaks off while a stream is sent to it ends the process with one line', async () => {
  await using api = await startRecordedRuntimeApi([{}], { response: () => ({ ...HANG_UP, early: true }) });
  const { end, stderr } = await runFunction('streams-two-chunks', { api });
  expect({ end, stderr }).toEqual({
    end: 'exit 1',
    stderr: expect.stringMatching(new RegExp(`^snapboot: no answer from ${api.address}: .+\\n$`)),
  });
});

test.each(['returns-event', 'throws-while-loading'])(
  'a service that is not there ends the process with one line: %s',
  async (code) => {
    const api = await startRecordedRuntimeApi();
    await api[Symbol.asyncDispose]();
    const { end, stderr } = await runFunction(code, { api });
    expect({ end, stderr }).toEqual({
      end: 'exit 1',
      stderr: `snapboot: no answer from ${api.address}: connection refused (ECONNREFUSED)\n`,
    });
  },
);

test('a service that speaks something else than HTTP ends the process with one line', async () => {
  await using api = await startRecordedRuntimeApi();
  await using server = await startTcpServer((socket) => socket.write('220 mail.example ESMTP\r\n\r\n'));
  const { end, stderr } = await runFunction('returns-event', { api, env: { AWS_LAMBDA_RUNTIME_API: server.address } });
  expect({ end, stderr }).toEqual({
    end: 'exit 1',
    stderr: 'snapboot: not an HTTP/1.1 status line: 220 mail.example ESMTP\n',
  });
});
