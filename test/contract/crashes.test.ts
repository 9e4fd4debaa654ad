// A crash may come at any moment. The service is told of it if it waits for something, and told nothing else.
import { describe, expect, test } from 'vitest';
import { logLines } from '../support/log-lines.ts';
import { type RecordedRuntimeApi, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { type RunningFunction, runFunction, startFunction } from '../support/run-function.ts';
import type { Reply } from '../support/runtime-api-reply.ts';

const TAKEN: Reply = { status: 202, body: '{"status":"OK"}\n' };
const EXCEPTION = "setTimeout(() => { throw new TypeError('a crash'); });";
const REJECTION = "Promise.reject(new Error('a crash'));";
const CRASHES_ON_SIGNAL = "process.on('SIGUSR2', () => { throw new TypeError('a crash'); });";
const HANDLER = 'export const handler = async () => {};';
const STREAMING_HANDLER = 'export const handler = awslambda.streamifyResponse(async (_event, stream) => stream.end());';

describe('while the module still awaits', () => {
  const WAIT = "await new Promise((resolve) => process.once('SIGUSR2', resolve)); console.log('going on');";

  test.each([
    ['an exception, and the module is loaded', 'TypeError', 129, EXCEPTION, HANDLER],
    ['a rejection, and the module is loaded', 'Runtime.UnhandledPromiseRejection', 128, REJECTION, HANDLER],
    ['an exception, and the handler streams', 'TypeError', 129, EXCEPTION, STREAMING_HANDLER],
    ['an exception, and the module fails', 'TypeError', 129, EXCEPTION, "throw new RangeError('no luck');"],
    ['a rejection, and there is no handler', 'Runtime.UnhandledPromiseRejection', 128, REJECTION, ''],
    [
      'an exception, and the function is told to shut down',
      'TypeError',
      129,
      EXCEPTION,
      `${HANDLER} export const onShutdown = () => {};`,
    ],
  ])('%s while the report is on its way: it is the error of init', async (_what, errorType, exit, crash, rest) => {
    const goOn = Promise.withResolvers<void>();
    await using api = await startRecordedRuntimeApi([{}], { 'init error': () => goOn.promise.then(() => TAKEN) });
    await using running = await startFunction({ 'index.mjs': `${crash}\n${WAIT}\n${rest}` }, { api });
    await api.call('init error');
    running.signal('SIGUSR2');
    await running.writes('going on');
    await releaseSoon(goOn, running);
    await expectEnd(running, api, ['init error'], exit);
    expect(api.errors).toMatchObject([{ errorType }]);
    expect(logLines(running.stdout)).toEqual([expect.stringContaining('a crash'), expect.stringContaining('going on')]);
  });

  test('two at once: the first counts', async () => {
    await using api = await startRecordedRuntimeApi([{}]);
    const code = `setTimeout(() => { throw new RangeError('the second'); }, 1);\n${REJECTION}\n${EXCEPTION}\n${WAIT}`;
    await using running = await startFunction({ 'index.mjs': code }, { api });
    await expectEnd(running, api, ['init error'], 128);
    expect(api.errors).toMatchObject([{ errorType: 'Runtime.UnhandledPromiseRejection' }]);
    expect(logLines(running.stdout)).toHaveLength(1);
  });
});

test.each([
  ['an exception in the next tick', 129, "process.nextTick(() => { throw new Error('a crash'); });"],
  ['an exception in a microtask', 129, "queueMicrotask(() => { throw new Error('a crash'); });"],
  ['a rejection', 128, REJECTION],
])('%s of a module that awaits nothing is an error of init as well', async (_what, exit, crash) => {
  const kinds = { 'index.mjs': `${crash} ${HANDLER}`, 'index.cjs': `${crash} exports.handler = async () => {};` };
  for (const [name, code] of Object.entries(kinds)) {
    await using api = await startRecordedRuntimeApi([{}]);
    const { end } = await runFunction({ [name]: code }, { api });
    expect({ name, sequence: api.sequence, end }).toEqual({ name, sequence: ['init error'], end: `exit ${exit}` });
  }
});

test('while the function registers for its shutdown', async () => {
  const goOn = Promise.withResolvers<void>();
  const registered = Promise.withResolvers<Reply>();
  await using api = await startRecordedRuntimeApi([{}], {
    register: () => registered.promise,
    'init error': () => goOn.promise.then(() => TAKEN),
  });
  const code = `${CRASHES_ON_SIGNAL} ${HANDLER} export const onShutdown = () => {};`;
  await using running = await startFunction({ 'index.mjs': code }, { api });
  await api.call('register');
  running.signal('SIGUSR2');
  await api.call('init error');
  registered.resolve({ status: 200, headers: { 'Lambda-Extension-Identifier': 'an-extension' }, body: '{}' });
  await api.call('extension next');
  await releaseSoon(goOn, running);
  await expectEnd(running, api, ['register', 'init error', 'extension next'], 129);
});

test('while the error of init is on its way, it is the only one', async () => {
  const goOn = Promise.withResolvers<void>();
  await using api = await startRecordedRuntimeApi([{}], { 'init error': () => goOn.promise.then(() => TAKEN) });
  const code = `${CRASHES_ON_SIGNAL} throw new RangeError('no luck');`;
  await using running = await startFunction({ 'index.mjs': code }, { api });
  await api.call('init error');
  running.signal('SIGUSR2');
  await running.writes('Uncaught Exception');
  await releaseSoon(goOn, running);
  await expectEnd(running, api, ['init error'], 129);
  expect(api.errors).toMatchObject([{ errorType: 'RangeError' }]);
});

test.each([
  ['a response', 'response', "async () => 'fine'"],
  ['an error', 'error', "async () => { throw new RangeError('no luck'); }"],
  ['the end of a stream', 'response', "awslambda.streamifyResponse(async (_event, stream) => stream.end('fine'))"],
] as const)('while %s is on its way, nothing takes its place', async (_what, call, handler) => {
  const goOn = Promise.withResolvers<void>();
  await using api = await startRecordedRuntimeApi([{}, {}], { [call]: () => goOn.promise.then(() => TAKEN) });
  const code = `${CRASHES_ON_SIGNAL} export const handler = ${handler};`;
  await using running = await startFunction({ 'index.mjs': code }, { api });
  await api.call(call);
  running.signal('SIGUSR2');
  await running.writes('Uncaught Exception');
  await releaseSoon(goOn, running);
  await expectEnd(running, api, ['next', call], 129);
});

test('while the next event is awaited, nobody is told, and nothing is sent', async () => {
  await using api = await startRecordedRuntimeApi([]);
  await using running = await startFunction({ 'index.mjs': `${CRASHES_ON_SIGNAL} ${HANDLER}` }, { api });
  await api.idle();
  running.signal('SIGUSR2');
  await expectEnd(running, api, ['next'], 129);
});

test.each([
  ['answers', "return 'fine';"],
  ['fails', "throw new RangeError('no luck');"],
])('while an invocation runs that then %s, the crash is its error', async (_what, rest) => {
  const goOn = Promise.withResolvers<void>();
  await using api = await startRecordedRuntimeApi([{}, {}], { error: () => goOn.promise.then(() => TAKEN) });
  const code = `
    export const handler = async () => {
      const signal = new Promise((resolve) => process.once('SIGUSR2', resolve));
      ${EXCEPTION}
      await signal;
      console.log('going on');
      ${rest}
    };`;
  await using running = await startFunction({ 'index.mjs': code }, { api });
  await api.call('error');
  running.signal('SIGUSR2');
  await running.writes('going on');
  await releaseSoon(goOn, running);
  await expectEnd(running, api, ['next', 'error'], 129);
  expect(api.errors).toMatchObject([{ errorType: 'TypeError' }]);
  expect(logLines(running.stdout)).toHaveLength(2);
});

test('in the middle of a stream that is written on, nothing follows the error', async () => {
  const goOn = Promise.withResolvers<void>();
  await using api = await startRecordedRuntimeApi([{}, {}], { response: () => goOn.promise.then(() => TAKEN) });
  const code = `
    export const handler = awslambda.streamifyResponse(async (_event, stream) => {
      const signal = new Promise((resolve) => process.once('SIGUSR2', resolve));
      stream.write('half');
      ${EXCEPTION}
      await signal;
      stream.write('too late');
      stream.end('much too late');
      console.log('going on');
    });`;
  await using running = await startFunction({ 'index.mjs': code }, { api });
  await api.call('response');
  running.signal('SIGUSR2');
  await running.writes('going on');
  await releaseSoon(goOn, running);
  await expectEnd(running, api, ['next', 'response'], 129);
  const { text, trailingError } = await api.call('response');
  expect({ text, trailingError }).toMatchObject({ text: 'half', trailingError: { type: 'TypeError' } });
});

/** Lets the service answer, once the process has had some turns in which it could do what it must not. */
async function releaseSoon(goOn: PromiseWithResolvers<void>, running: RunningFunction): Promise<void> {
  await Promise.race([running.exited, new Promise((resolve) => setTimeout(resolve, 20))]);
  goOn.resolve();
}

async function expectEnd(
  running: RunningFunction,
  api: RecordedRuntimeApi,
  sequence: string[],
  exit: number,
): Promise<void> {
  const end = await running.exited;
  const { stderr } = running;
  expect({ sequence: api.sequence, end, stderr }).toMatchObject({ sequence, end: `exit ${exit}` });
  expect(stderr).not.toContain('before the previous one');
}
