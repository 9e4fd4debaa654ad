import { expect, test } from 'vitest';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction, startFunction } from '../support/run-function.ts';

test.each([
  ['an exception in a timer', 'throws-in-timer', 'TypeError', 'from a timer', 129],
  ['a rejection that nobody hears', 'rejects-unheard', 'Runtime.UnhandledPromiseRejection', 'Error: lost', 128],
  ['an exception in a timer of a stream', 'throws-in-timer-before-streaming', 'TypeError', 'from a timer', 129],
])('%s is reported as the error of the invocation, then ends the process', async (_what, code, type, message, exit) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end } = await runFunction(code, { api });
  expect({ sequence: api.sequence, end }).toEqual({ sequence: ['next', 'error'], end: `exit ${exit}` });
  expect(api.errors).toMatchObject([
    { errorType: type, errorMessage: message, trace: expect.arrayContaining([`${type}: ${message}`]) },
  ]);
  expect((await api.call('error')).xrayCause).toMatchObject({ exceptions: [{ type, message }] });
});

test.each([
  ['an exception in a timer', 'throws-in-timer-while-loading', 'TypeError', 129],
  ['a rejection that nobody hears', 'rejects-unheard-while-loading', 'Runtime.UnhandledPromiseRejection', 128],
])('%s while the function is loaded is reported as the error of init', async (_what, code, errorType, exit) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end } = await runFunction(code, { api });
  expect({ sequence: api.sequence, end }).toEqual({ sequence: ['init error'], end: `exit ${exit}` });
  expect(api.errors).toMatchObject([{ errorType }]);
});

test.each([
  ['throws-in-timer', 'Uncaught Exception', 'TypeError'],
  ['rejects-unheard', 'Unhandled Promise Rejection', 'Runtime.UnhandledPromiseRejection'],
])('the log tells of the fault, once: %s', async (code, label, type) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout, stderr } = await runFunction(code, { api });
  expect(stdout).toMatch(new RegExp(`^\\S+\\t\\S+\\tERROR\\t${label} \\t\\{"errorType":"${type}",.*\\n$`));
  expect(stderr).toBe('');
});

test.each([
  ['text', 'just text', 'just text'],
  ['null', null, 'null'],
  ['an object', { a: 1 }, '[object Object]'],
])('a rejection may have any reason: %s', async (_what, reason, errorMessage) => {
  await using api = await startRecordedRuntimeApi([{ reason }]);
  const { end } = await runFunction('rejects-unheard-with-reason-of-event', { api });
  expect(api.errors).toMatchObject([{ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage }]);
  expect(end).toBe('exit 128');
});

test('a rejection may even have a reason that cannot be put into words', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end } = await runFunction('rejects-unheard-with-object-without-text', { api });
  expect(api.errors).toMatchObject([{ errorType: 'Runtime.UnhandledPromiseRejection' }]);
  expect(end).toBe('exit 128');
});

test('a rejection that is heard in time is none of our business', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('rejects-and-is-heard', { api });
  expect(api.responses).toEqual(['heard in time']);
});

test('a crash between two invocations is logged and ends the process; nobody waits for a report', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await using running = await startFunction('throws-on-signal', { api });
  await api.idle();
  running.signal('SIGUSR2');
  expect(await running.exited).toBe('exit 129');
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect(running.stdout).toContain('\tERROR\tUncaught Exception \t{"errorType":"TypeError"');
});

test('a crash while a response is on its way waits for it, and reports nothing in its place', async () => {
  const crashed = Promise.withResolvers<void>();
  await using api = await startRecordedRuntimeApi([{ a: 1 }], {
    response: (_call, usual) => crashed.promise.then(usual),
  });
  await using running = await startFunction('throws-on-signal', { api });
  await api.call('response');
  running.signal('SIGUSR2');
  await running.writes('Uncaught Exception');
  crashed.resolve();
  expect(await running.exited).toBe('exit 129');
  expect(api.sequence).toEqual(['next', 'response']);
  expect(api.responses).toEqual([{ a: 1 }]);
});

test('a crash does not wait for ever for a service that does not answer', async () => {
  await using api = await startRecordedRuntimeApi([{}], { error: () => undefined });
  const { end } = await runFunction('throws-in-timer', { api });
  expect(end).toBe('exit 129');
});

test('a crash in the middle of a stream ends it with the error', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end } = await runFunction('streams-then-throws-in-timer', { api });
  expect({ sequence: api.sequence, end }).toEqual({ sequence: ['next', 'response'], end: 'exit 129' });
  const { text, trailingError } = await api.call('response');
  expect(text).toBe('half');
  expect(trailingError).toMatchObject({ type: 'TypeError', body: { errorMessage: 'from a timer' } });
});

test.each(['listens-for-uncaught-exceptions', 'listens-for-unhandled-rejections'])(
  'a function that takes faults over is left alone: it %s',
  async (code) => {
    await using api = await startRecordedRuntimeApi([{}]);
    const { end, stdout } = await runFunction(code, { api });
    expect({ responses: api.responses, end }).toEqual({ responses: ['still here'], end: 'idle' });
    expect(stdout).toMatch(/^\S+\t\S+\tINFO\tmine: .*\n$/);
  },
);

test('a function that only monitors exceptions has not taken them over', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end, stdout } = await runFunction('monitors-uncaught-exceptions', { api });
  expect({ sequence: api.sequence, end }).toEqual({ sequence: ['next', 'error'], end: 'exit 129' });
  expect(stdout).toContain('\tINFO\tseen: from a timer\n');
});

test.each(['warn', 'none'])('NODE_OPTIONS decides on rejections: %s lets the function go on', async (mode) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { NODE_OPTIONS: `--unhandled-rejections=${mode}` };
  const { end } = await runFunction('rejects-unheard-and-goes-on', { api, env });
  expect({ responses: api.responses, end }).toEqual({ responses: ['still here'], end: 'idle' });
});

test('NODE_OPTIONS decides on rejections: strict makes exceptions of them', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { NODE_OPTIONS: '--unhandled-rejections=strict' };
  const { end } = await runFunction('rejects-unheard', { api, env });
  expect(end).toBe('exit 129');
  expect(api.errors).toMatchObject([{ errorType: 'Error', errorMessage: 'lost' }]);
});

test('a promise that nothing is left to settle is an error, and the next invocation works', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('waits-for-nothing-once', { api });
  expect(api.sequence).toEqual(['next', 'error', 'next', 'response', 'next']);
  expect(api.errors).toMatchObject([
    { errorType: 'Runtime.NodeJsExit', errorMessage: expect.stringContaining("the handler's promise never settled") },
  ]);
  expect(api.responses).toEqual([2]);
});

test('loading that nothing is left to finish is an error of init', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end, stderr } = await runFunction('waits-for-nothing-while-loading', { api });
  expect({ sequence: api.sequence, end, stderr }).toEqual({ sequence: ['init error'], end: 'exit 1', stderr: '' });
  expect(api.errors).toMatchObject([
    { errorType: 'Runtime.NodeJsExit', errorMessage: expect.stringContaining('loading the function never settled') },
  ]);
});

test.each([
  ['an invocation', 'exits-with-status-3', ['next'], 'exit 3'],
  ['init', 'exits-while-loading', [], 'exit 7'],
])('a function may exit in %s; what it has logged is not lost', async (_when, code, sequence, exit) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end, stdout } = await runFunction(code, { api });
  expect({ sequence: api.sequence, end }).toEqual({ sequence, end: exit });
  expect(stdout).toMatch(/^\S+\t\S+\tINFO\ton my way out\n$/);
});

test('a function may be killed', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end } = await runFunction('kills-itself', { api });
  expect({ sequence: api.sequence, end }).toEqual({ sequence: ['next'], end: 'SIGKILL' });
});
