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

test.each([
  ['(event, context) => { setTimeout(() => context.succeed({ ok: 1 }), 5) }', { ok: 1 }],
  ['(event, context) => setTimeout(() => context.succeed({ ok: 1 }), 5)', { ok: 1 }],
  ['(event, context) => setImmediate(() => context.done(null, "done"))', 'done'],
  ['(event, { succeed }) => { process.nextTick(succeed, "taken apart") }', 'taken apart'],
  ['(event, context) => context.succeed("at once")', 'at once'],
  ['(event, context, callback) => setTimeout(() => callback(null, 1), 5)', 1],
  ['(event, context, callback) => { setTimeout(callback, 5, null, 1); return "no result" }', 1],
  ['(...args) => inner(...args)', 'inner'],
  ['(event, context = {}, callback = () => {}) => { setTimeout(callback, 5, null, "defaults") }', 'defaults'],
  ['function () { const { 2: callback } = arguments; setTimeout(callback, 5, null, "arguments") }', 'arguments'],
  ['function (event) { return inner.apply(this, arguments) }', 'inner'],
  ['new Proxy(inner, { apply: (target, self, args) => Reflect.apply(target, self, args) })', 'inner'],
  ['inner.bind(null)', 'inner'],
  ['(event, context) => inner(event, context, context.done)', 'inner'],
  [
    '(...args) => new (require("events"))().on("ready", args[2]).emit("ready", null, "emitted") && undefined',
    'emitted',
  ],
  [
    '(event, context) => require("http").createServer().listen(0, function () { this.close(); context.succeed("listened") })',
    'listened',
  ],
  [
    '(...args) => ({ promise: new Promise((resolve) => setTimeout(() => resolve(args[2](null, "in an object")), 5)) })',
    'in an object',
  ],
])('callback and context answer, whatever the handler looks like: %s', async (handler, result) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const inner = 'const inner = (event, context, callback) => { setTimeout(() => callback(null, "inner"), 5) };';
  const { end, stderr } = await runFunction({ 'index.js': `${inner}\nexports.handler = ${handler};` }, { api });
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect(api.responses).toEqual([result]);
  expect({ end, stderr }).toEqual({ end: 'idle', stderr: '' });
});

test.each([
  [
    'a promise and a callback that comes later',
    'async (e, c, cb) => { setTimeout(cb, 1, null, "late"); return "promise" }',
    'promise',
  ],
  [
    'a promise and a callback whose result still waits',
    'async (e, c, cb) => { cb(null, "early"); return "promise" }',
    'promise',
  ],
  ['a promise of nothing after the callback', 'async (e, c, cb) => { cb(null, "callback") }', 'callback'],
  ['a promise of nothing before the callback', 'async (e, c, cb) => { setTimeout(cb, 5, null, "late") }', null],
  [
    'a promise that stays open after the callback',
    '(e, c, cb) => { cb(null, "callback"); return new Promise(() => {}) }',
    'callback',
  ],
  ['a promise after context.succeed', 'async (e, context) => { context.succeed("first"); return "late" }', 'first'],
  [
    'a promise after a callback that does not wait',
    'async (e, c, cb) => { c.callbackWaitsForEmptyEventLoop = false; cb(null, "first"); return "late" }',
    'first',
  ],
  ['a value after the callback', '(...args) => { args[2](null, "first"); return "late" }', 'first'],
  ['a value before the callback', '(...args) => { setTimeout(args[2], 5, null, "late"); return "first" }', 'first'],
  ['a value where a callback is declared', '(event, context, callback) => "ignored"', null],
  ['a timer, and nothing else', '(event, context) => setTimeout(() => {}, 5)', null],
  ['nothing', '(event) => {}', null],
  ['null', '() => { setInterval(() => {}, 1000); return null }', null],
  ['an object of a class', '() => { setInterval(() => {}, 1000); return new (class { ok = 1 })() }', { ok: 1 }],
  ['a date', '() => { setInterval(() => {}, 1000); return new Date(0) }', '1970-01-01T00:00:00.000Z'],
])('of several ways to answer one counts: %s', async (_what, handler, result) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction({ 'index.js': `exports.handler = ${handler};` }, { api });
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect(api.responses).toEqual([result]);
});

test.each([
  [
    'a promise that rejects after a callback whose result waits',
    'async (e, c, cb) => { cb(null, 1); throw new Error("counts") }',
  ],
  ['an error of the callback before a promise', 'async (e, c, cb) => { cb(new Error("counts")); return 1 }'],
  ['context.fail before a promise', 'async (e, context) => { context.fail(new Error("counts")); return 1 }'],
  [
    'context.fail of a handler with two parameters',
    '(e, context) => { setTimeout(() => context.fail(new Error("counts")), 5) }',
  ],
  ['context.done with an error, later', '(...args) => { setTimeout(args[1].done, 5, new Error("counts")) }'],
  ['a thenable that throws', '() => ({ then() { throw new Error("counts") } })'],
])('of several ways to fail one counts: %s', async (_what, handler) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction({ 'index.js': `exports.handler = ${handler};` }, { api });
  expect(api.sequence).toEqual(['next', 'error', 'next']);
  expect(api.errors).toMatchObject([{ errorMessage: 'counts' }]);
});

test.each([
  ['succeed(1)', 'response', 'an interval', 'setInterval(() => {}, 1000)'],
  ['done(null, 1)', 'response', 'an interval', 'setInterval(() => {}, 1000)'],
  ['fail(new Error())', 'error', 'an interval', 'setInterval(() => {}, 1000)'],
  ['succeed(1)', 'response', 'a server', "require('http').createServer().listen(0)"],
  ['done(null, 1)', 'response', 'a server', "require('http').createServer().listen(0)"],
  ['done(new Error())', 'error', 'a server', "require('http').createServer().listen(0)"],
])('context.%s answers at once (%s) in spite of %s', async (call, answer, _what, opened) => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const handler = `(event, context, callback) => { ${opened}; setImmediate(() => context.${call}); }`;
  await runFunction({ 'index.js': `exports.handler = ${handler};` }, { api });
  expect(api.sequence).toEqual(['next', answer, 'next', answer, 'next']);
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
