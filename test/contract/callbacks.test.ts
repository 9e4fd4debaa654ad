import { expect, test } from 'vitest';
import { requestId, startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';

test.each([
  ['through its callback', 'calls-back-with-result', { called: 1 }],
  ['with context.succeed', 'succeeds-by-context', 'succeeded'],
  ['with context.done', 'is-done-by-context', 'done'],
  ['with a promise', 'takes-callback-and-returns-promise', 'the promise counts'],
  ['not at all: null, once nothing is left to do', 'takes-callback-and-is-silent', null],
  ['several times: the first counts', 'calls-back-several-times', 1],
  ['and throws afterwards: the first counts', 'calls-back-then-throws', 'first'],
])('a handler with three parameters answers %s', async (_how, code, result) => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }]);
  const { end, stderr } = await runFunction(code, { api });
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect(api.responses).toEqual([result]);
  expect({ end, stderr }).toEqual({ end: 'idle', stderr: '' });
});

test.each([
  ['through its callback', 'calls-back-with-error', 'Error', 'called back'],
  ['with context.fail', 'fails-by-context', 'RangeError', 'failed'],
  ['with context.fail and no reason', 'fails-by-context-without-reason', 'string', 'handled'],
  ['with a promise', 'takes-callback-and-rejects', 'RangeError', 'the promise counts'],
  ['by throwing', 'takes-callback-and-throws', 'TypeError', 'before any callback'],
])('a handler with three parameters fails %s', async (_how, code, errorType, errorMessage) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction(code, { api });
  expect(api.sequence).toEqual(['next', 'error', 'next']);
  expect(api.errors).toMatchObject([{ errorType, errorMessage }]);
});

test.each([
  ['calls-back-with-error-of-event', 'just text', { errorType: 'string', errorMessage: 'just text' }],
  ['calls-back-with-error-of-event', 0, { errorType: 'number', errorMessage: '0' }],
  ['is-done-by-context', false, { errorType: 'boolean', errorMessage: 'false' }],
])('%s: anything but null and undefined is an error (%j)', async (code, error, reported) => {
  await using api = await startRecordedRuntimeApi([{ error }]);
  await runFunction(code, { api });
  expect(api.errors).toMatchObject([reported]);
});

test('a result waits until the event loop is empty', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('calls-back-before-a-late-timer', { api });
  // The timer of the first invocation has fired before the second begins.
  expect(api.responses).toEqual([0, 1]);
});

test('a result does not wait where callbackWaitsForEmptyEventLoop is false', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('calls-back-without-waiting', { api });
  expect(api.responses).toEqual([0, 0]);
});

test('an error never waits for the event loop', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('calls-back-with-error-before-a-late-timer', { api });
  expect(api.sequence).toEqual(['next', 'error', 'next', 'error', 'next']);
});

test('the callback of an earlier invocation does not answer a later one', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('calls-back-in-next-invocation', { api });
  expect(api.responses).toEqual(['first', 'second']);
});

test('a promise that nothing will settle is an error of the invocation', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('takes-callback-and-never-settles', { api });
  expect(api.sequence).toEqual(['next', 'error', 'next', 'error', 'next']);
  expect(api.errors).toMatchObject([{ errorType: 'Runtime.NodeJsExit' }, { errorType: 'Runtime.NodeJsExit' }]);
});

test('the context is the usual one, and says that results wait', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-callback-context', { api });
  expect(api.responses).toEqual([[requestId(1), true, 'number']]);
});

test.each(['calls-back-with-listener-count', 'takes-callback-and-throws-listener-count', 'returns-listener-count'])(
  '%s: an invocation leaves no listener behind for the next ones',
  async (code) => {
    await using api = await startRecordedRuntimeApi([{}, {}, {}]);
    await runFunction(code, { api });
    const [first, second, third] = api.calls.filter(({ method }) => method === 'POST').map(countIn);
    expect([second, third]).toEqual([first, first]);
  },
);

function countIn({ json }: { json: unknown }): unknown {
  return typeof json === 'number' ? json : Number((json as { errorMessage: string }).errorMessage);
}
