import { expect, test } from 'vitest';
import { logLines } from '../support/log-lines.ts';
import { requestId, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction, startFunction } from '../support/run-function.ts';

const OCTETS = 'application/octet-stream';
const HTTP = 'application/vnd.awslambda.http-integration-response';
const DELIMITER = '\0'.repeat(8);

test.each([
  ['text in pieces', 'streams-text', 'text/plain', 'one two three'],
  ['bytes', 'streams-bytes', OCTETS, '\0ÿ\x80\r\n'],
  ['text in other encodings', 'streams-encoded-text', OCTETS, 'one two threo'],
  ['objects, as JSON', 'streams-objects', OCTETS, '{"a":1}[2]3{"b":true}'],
  ['nothing', 'streams-nothing', OCTETS, ''],
  ['what was corked', 'streams-corked', OCTETS, 'one two'],
  ['what comes through a pipeline', 'streams-readable', OCTETS, 'abc'],
  ['what comes through a pipe', 'streams-readable-by-pipe', OCTETS, 'abc'],
  ['from a function that is not asynchronous', 'streams-synchronously', OCTETS, 'x'],
  ['and ends when the handler is long done', 'ends-its-stream-later', OCTETS, 'now later'],
  ['and ends twice', 'ends-its-stream-twice', OCTETS, 'once'],
  ['after having asked for its callbacks', 'streams-and-counts-callbacks', OCTETS, 'one two end'],
  [
    'an HTTP response',
    'streams-http-response',
    HTTP,
    `{"statusCode":201,"headers":{"x-a":"b"},"cookies":["c=d"]}${DELIMITER}<p>hi`,
  ],
  ['an HTTP response in one go', 'streams-http-response-in-one-go', HTTP, `{"statusCode":200}${DELIMITER}whole`],
  ['an HTTP response without a body', 'streams-http-response-without-body', HTTP, `{"statusCode":204}${DELIMITER}`],
  ['what a helper of its own puts first', 'streams-with-own-prelude', OCTETS, 'own prelude\x01\x02 body end'],
  [
    'a content type too late',
    'sets-content-type-after-a-write',
    OCTETS,
    'x Runtime.InvalidStreamingOperation: Cannot set content-type, too late.',
  ],
])('a handler streams %s', async (_what, code, contentType, body) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end, stderr } = await runFunction(code, { api });
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  const response = await api.call('response');
  expect(response.body.toString('latin1')).toBe(body);
  expect(response.headers['content-type']).toBe(contentType);
  expect(response.trailingError).toBeUndefined();
  expect({ end, stderr }).toEqual({ end: 'idle', stderr: '' });
});

test('a streamed response says what it is, and announces the trailers it may have', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('streams-text', { api });
  const { path, headers } = await api.call('response');
  expect(path).toBe(`/2018-06-01/runtime/invocation/${requestId(1)}/response`);
  expect(headers).toEqual({
    host: api.address,
    'content-type': 'text/plain',
    'lambda-runtime-function-response-mode': 'streaming',
    'transfer-encoding': 'chunked',
    trailer: 'lambda-runtime-function-error-type, lambda-runtime-function-error-body',
  });
});

test('the head of an HTTP response goes out with the first write, even of nothing', async () => {
  const head = `{"statusCode":200}${DELIMITER}`;
  await using api = await startRecordedRuntimeApi([{}]);
  await using running = await startFunction('streams-http-response-after-an-empty-write', { api });
  await api.call('response', 1, ({ text }) => text === head);
  running.signal('SIGUSR2');
  expect((await api.call('response')).text).toBe(`${head}body`);
});

test('unicode is streamed unchanged', async () => {
  const text = 'ü\0é🙂 → 日本語 🚀\u2028'.repeat(20);
  await using api = await startRecordedRuntimeApi([{ text }]);
  await runFunction('streams-unicode', { api });
  expect((await api.call('response')).text).toBe(text);
});

test('every invocation has a stream of its own, over one connection', async () => {
  await using api = await startRecordedRuntimeApi([{ n: 1 }, { n: 2 }, { n: 3 }]);
  await runFunction('streams-event', { api });
  expect(api.called('response').map(({ json }) => json)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(api.connections).toBe(1);
});

test.each(['streams-three-megabytes', 'streams-three-megabytes-without-waiting'])(
  'large streams come whole: %s',
  async (code) => {
    await using api = await startRecordedRuntimeApi([{}]);
    await runFunction(code, { api });
    const expected = Buffer.concat(Array.from({ length: 48 }, (_, chunk) => Buffer.alloc(65_536, 97 + (chunk % 26))));
    expect((await api.call('response')).body.equals(expected)).toBe(true);
  },
);

test.each([
  ['line breaks', 'text/plain\r\nX-Injected: yes\r\n\r\nbody'],
  ['a line feed alone', 'text/plain\nX-Injected: yes'],
  ['a carriage return alone', 'text/plain\rX-Injected: yes'],
  ['a null byte', 'text/plain\0X-Injected: yes'],
])('a content type cannot bring headers of its own: %s', async (_what, type) => {
  await using api = await startRecordedRuntimeApi([{ type }, { type: 'text/css' }]);
  const { end } = await runFunction('streams-with-content-type-of-event', { api });
  expect({ sequence: api.sequence, end }).toEqual({
    sequence: ['next', 'response', 'next', 'response', 'next'],
    end: 'idle',
  });
  for (const { headers, text } of api.called('response')) {
    expect(headers).not.toHaveProperty('x-injected');
    expect(text).toBe('x');
  }
});

test('the callbacks of write and end are called, in order', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('streams-and-counts-callbacks', { api });
  expect(logLines(stdout)).toEqual([`#\t${requestId(1)}\tINFO\twrite, write with encoding, end`]);
});

test('the events of a stream come once it is done', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('listens-to-its-stream', { api });
  expect(logLines(stdout).map((line) => line.split('\t')[3])).toEqual(['finish', 'close']);
});

test('the high-water mark is the one that the handler has asked for', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('streams-with-high-water-mark', { api });
  expect(logLines(stdout)).toEqual([`#\t${requestId(1)}\tINFO\t10 true false`]);
});

test('a value that a streaming handler returns is ignored, with a warning', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction('streams-and-returns', { api });
  expect((await api.call('response')).text).toBe('x');
  expect(logLines(stdout)).toEqual([`#\t${requestId(1)}\tWARN\tStreaming handlers ignore return values.`]);
});
