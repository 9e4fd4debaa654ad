import { expect, test } from 'vitest';
import { logLines } from '../support/log-lines.ts';
import { Invocation, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction, startFunction } from '../support/run-function.ts';
import { refusal } from '../support/runtime-api-reply.ts';

const TOO_LARGE = refusal(413, 'RequestEntityTooLarge');

test.each([
  ['by throwing', 'throws-before-streaming', 'Error', 'before the first byte'],
  ['by throwing before any promise', 'throws-synchronously-before-streaming', 'Error', 'before the first byte'],
  [
    'with the head of an HTTP response at hand',
    'streams-http-response-that-fails-before-its-body',
    'Error',
    'before the first byte',
  ],
  ['in a pipeline', 'streams-readable-that-fails-at-once', 'RangeError', 'nothing at all'],
  ['by destroying its stream', 'destroys-its-stream-before-the-first-byte', 'RangeError', 'destroyed'],
  [
    'by leaving its stream alone',
    'never-begins-its-stream',
    'Runtime.StreamNotEnded',
    'Response stream is not finished.',
  ],
])('before its first byte, a stream fails as any invocation does: %s', async (_how, code, errorType, errorMessage) => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const { end } = await runFunction(code, { api });
  expect({ sequence: api.sequence, end }).toEqual({
    sequence: ['next', 'error', 'next', 'error', 'next'],
    end: 'idle',
  });
  expect(api.errors).toMatchObject([
    { errorType, errorMessage },
    { errorType, errorMessage },
  ]);
});

test.each([
  ['by throwing', 'streams-then-throws', 'TypeError', 'too late'],
  ['in a pipeline', 'streams-readable-that-fails', 'RangeError', 'no more'],
  ['by destroying its stream with an error', 'destroys-its-stream-with-error', 'RangeError', 'destroyed'],
  ['by destroying its stream', 'destroys-its-stream', 'Runtime.StreamNotEnded', 'Response stream is not finished.'],
  ['by waiting for nothing', 'streams-and-never-settles', 'Runtime.NodeJsExit', /the handler's promise never settled/],
  ['by writing what no stream takes', 'writes-what-no-stream-takes', 'TypeError', /"chunk" argument/],
])('after its first byte, a stream fails in its trailers: %s', async (_how, code, type, message) => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const { end } = await runFunction(code, { api });
  expect({ sequence: api.sequence, end }).toEqual({
    sequence: ['next', 'response', 'next', 'response', 'next'],
    end: 'idle',
  });
  for (const { text, trailingError } of api.called('response')) {
    expect(text).toBe('half');
    const errorMessage = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(trailingError).toEqual({ type, body: { errorType: type, errorMessage, trace: expect.any(Array) } });
  }
  expect(api.connections).toBe(1);
});

test('a stream that is never ended is ended with an error', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('never-ends-its-stream', { api });
  expect(api.sequence).toEqual(['next', 'response', 'next', 'response', 'next']);
  expect((await api.call('response')).text).toBe('open');
  expect((await api.call('response')).trailingError).toMatchObject({
    type: 'Runtime.StreamNotEnded',
    body: { errorMessage: 'Response stream is not finished.' },
  });
});

test.each([
  ['an error', 'ends-its-stream-then-throws', 'after the end'],
  ['an error at once', 'throws-while-its-stream-ends', 'while it ends'],
  ['a promise that never settles', 'ends-its-stream-and-never-settles', "the handler's promise never settled"],
])('%s after the end of the stream is only logged', async (_what, code, message) => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const { stdout } = await runFunction(code, { api });
  expect(api.sequence).toEqual(['next', 'response', 'next', 'response', 'next']);
  expect((await api.call('response')).text).toBe('whole');
  expect((await api.call('response')).trailingError).toBeUndefined();
  expect(logLines(stdout)).toEqual([expect.stringContaining(message), expect.stringContaining(message)]);
});

test.each(['ends-and-destroys-its-stream', 'ends-and-destroys-its-stream-with-error'])(
  'a stream that has ended is not ended once more: %s',
  async (code) => {
    await using api = await startRecordedRuntimeApi([{}, {}]);
    const { end, stderr } = await runFunction(code, { api });
    expect({ sequence: api.sequence, end, stderr }).toEqual({
      sequence: ['next', 'response', 'next', 'response', 'next'],
      end: 'idle',
      stderr: '',
    });
    expect((await api.call('response')).text).toBe('whole');
  },
);

test('what is written after the end of the stream is lost, and does no harm', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const { end } = await runFunction('writes-after-the-end', { api });
  expect({ sequence: api.sequence, end }).toEqual({
    sequence: ['next', 'response', 'next', 'response', 'next'],
    end: 'idle',
  });
  expect((await api.call('response')).text).toBe('whole');
});

test('an event that is not JSON fails before the handler is called', async () => {
  await using api = await startRecordedRuntimeApi([new Invocation('{'), { n: 2 }]);
  await runFunction('streams-event', { api });
  expect(api.sequence).toEqual(['next', 'error', 'next', 'response', 'next']);
  expect(api.errors).toMatchObject([{ errorType: 'Runtime.UnmarshalError' }]);
});

test('a writer waits while nobody reads, and goes on when somebody does', async () => {
  const read = Promise.withResolvers<void>();
  const megabytes = 64;
  await using api = await startRecordedRuntimeApi([{ megabytes }], { readBodiesAfter: read.promise });
  await using running = await startFunction('streams-as-long-as-it-is-read', { api });
  // The buffers on the way are full long before: nothing but reading lets it end.
  await running.writes('waiting');
  read.resolve();
  expect((await api.call('response')).bytes).toBe(megabytes << 20);
  await api.idle();
});

test('a stream that is refused on its way costs one line in the log, and the handler writes to nowhere', async () => {
  await using api = await startRecordedRuntimeApi([{}], {
    readBodiesAfter: new Promise(() => {}),
    response: () => ({ ...TOO_LARGE, early: true }),
  });
  await using running = await startFunction('streams-until-refused', { api });
  await api.call('response', 1, () => true);
  running.signal('SIGUSR2');
  await api.idle();
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect(logLines(running.stdout).map((line) => line.split('\t').slice(2).join('\t'))).toEqual([
    `ERROR\tthe Runtime API answered 413 to POST response: ${TOO_LARGE.body?.trim()}`,
  ]);
  expect(running.stderr).toBe('');
});

test('a stream that is refused while its writer waits lets the writer go on', async () => {
  const waiting = Promise.withResolvers<void>();
  await using api = await startRecordedRuntimeApi([{ megabytes: 64 }], {
    readBodiesAfter: new Promise(() => {}),
    response: () => waiting.promise.then(() => ({ ...TOO_LARGE, early: true })),
  });
  await using running = await startFunction('streams-as-long-as-it-is-read', { api });
  await running.writes('waiting');
  waiting.resolve();
  await api.idle();
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect(logLines(running.stdout).filter((line) => !line.endsWith('waiting'))).toEqual([
    expect.stringContaining('ERROR\tthe Runtime API answered 413 to POST response'),
  ]);
});

test('a stream that is taken before its end counts as taken', async () => {
  await using api = await startRecordedRuntimeApi([{}], { response: () => ({ status: 202, early: true }) });
  await using running = await startFunction('streams-until-refused', { api });
  await api.call('response', 1, () => true);
  running.signal('SIGUSR2');
  await api.idle();
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect({ stdout: running.stdout, stderr: running.stderr }).toEqual({ stdout: '', stderr: '' });
});
