import { expect, test } from 'vitest';
import { RuntimeError } from '../../../../runtime/errors/runtime-error.ts';
import { createLogError } from '../../../../runtime/logging/log-error.ts';
import type { LogLevel } from '../../../../runtime/protocol/log-frame.ts';

const OWN_FILE = '/opt/snapboot/runtime.cjs';
const STACK = `Error: x\n    at handler (/var/task/index.js:1:2)\n    at run (${OWN_FILE}:1:2)`;
const SEEN = ['Error: x', '    at handler (/var/task/index.js:1:2)'];

test('as text, an error is its label, a tab, and its fields as JSON', () => {
  const error = Object.assign(new Error('x'), { code: 'E_X', extra: [1], stack: STACK });
  const [level, label, json] = logged(error, false);
  expect([level, label, json?.toString().charAt(0)]).toEqual(['ERROR', 'Invoke Error', '\t']);
  expect(JSON.parse(String(json))).toEqual({
    errorType: 'Error',
    errorMessage: 'x',
    code: 'E_X',
    extra: [1],
    stack: SEEN,
  });
});

test('as text, a cause is told as fully as its effect', () => {
  const error = Object.assign(new Error('outer'), { reason: Object.assign(new Error('inner'), { stack: STACK }) });
  expect(JSON.parse(String(logged(error, false)[2]))).toMatchObject({
    errorMessage: 'outer',
    reason: { errorType: 'Error', errorMessage: 'inner', stack: SEEN },
  });
});

test('as JSON, the record is the error', () => {
  const error = Object.assign(new TypeError('x'), { code: 'E_X', stack: STACK });
  expect(logged(error, true)).toEqual([
    'ERROR',
    { errorType: 'TypeError', errorMessage: 'x', stackTrace: SEEN, code: 'E_X' },
  ]);
});

test("an error of the runtime goes under the service's name for it", () => {
  const error = new RuntimeError('Runtime.HandlerNotFound', 'not there');
  expect(logged(error, true)).toMatchObject(['ERROR', { errorType: 'Runtime.HandlerNotFound' }]);
  expect(logged(error, false)[2]).toContain('"errorType":"Runtime.HandlerNotFound"');
});

test.each([
  ['text', 'just text', 'just text'],
  ['nothing', undefined, 'undefined'],
  ['an object without words', Object.create(null), expect.stringContaining('there was a problem')],
])('what is no error is logged as one: %s', (_what, thrown, errorMessage) => {
  expect(JSON.parse(String(logged(thrown, false)[2]))).toMatchObject({ errorType: 'Error', errorMessage });
  expect(logged(thrown, true)).toMatchObject(['ERROR', { errorType: 'Error', errorMessage }]);
});

test.each([true, false])('an error that cannot be put into JSON is logged without its fields: JSON %s', (json) => {
  const circle = Object.assign(new Error('round'), { self: {} });
  circle.self = circle;
  const unreadable = Object.defineProperty(new Error('x'), 'message', { get: () => fail() });
  for (const error of [circle, Object.assign(new Error('big'), { n: 10n }), unreadable]) {
    expect(logged(error, json)[0]).toBe('ERROR');
  }
});

test('an error may have lost its stack', () => {
  const error = new Error('x');
  delete error.stack;
  expect(JSON.parse(String(logged(error, false)[2]))).toEqual({ errorType: 'Error', errorMessage: 'x' });
});

function logged(thrown: unknown, json: boolean): [level: LogLevel, ...args: unknown[]] {
  const calls: Array<[LogLevel, ...unknown[]]> = [];
  createLogError((level, ...args) => calls.push([level, ...args]), json, OWN_FILE)('Invoke Error', thrown);
  const [call] = calls;
  if (call === undefined || calls.length !== 1) throw new Error(`${calls.length} records`);
  return call;
}

function fail(): never {
  throw new Error('not to be read');
}
