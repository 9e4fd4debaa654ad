import { expect, test } from 'vitest';
import { toErrorResponse } from '../../../../runtime/errors/error-response.ts';
import { RuntimeError } from '../../../../runtime/errors/runtime-error.ts';

const UNREADABLE = {
  errorType: 'handled',
  errorMessage:
    'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
  trace: [],
};

test('an error is reported with its name, its message, and its stack line by line', () => {
  const error = new TypeError('wrong');
  expect(toErrorResponse(error)).toEqual({
    errorType: 'TypeError',
    errorMessage: 'wrong',
    trace: error.stack?.split('\n'),
  });
});

test("an error of the runtime goes under the service's name for it", () => {
  expect(toErrorResponse(new RuntimeError('Runtime.HandlerNotFound', 'not there'))).toMatchObject({
    errorType: 'Runtime.HandlerNotFound',
    errorMessage: 'not there',
    trace: expect.arrayContaining(['Runtime.HandlerNotFound: not there']),
  });
});

test.each([
  ['text', 'string', 'text'],
  [7, 'number', '7'],
  [10n, 'bigint', '10'],
  [true, 'boolean', 'true'],
  [Symbol('sign'), 'symbol', 'Symbol(sign)'],
  [undefined, 'undefined', 'undefined'],
  [null, 'object', 'null'],
  [{ a: 1 }, 'object', '[object Object]'],
  [[1, 2], 'object', '1,2'],
])('anything else is reported under its type: %s', (thrown, errorType, errorMessage) => {
  expect(toErrorResponse(thrown)).toEqual({ errorType, errorMessage, trace: [] });
});

test('a DEL character is written out wherever it stands', () => {
  const error = Object.assign(new Error('a\x7Fb'), { name: 'N\x7F', stack: 'one\x7F\ntwo\x7F\x7F' });
  expect(toErrorResponse(error)).toEqual({
    errorType: 'N%7F',
    errorMessage: 'a%7Fb',
    trace: ['one%7F', 'two%7F%7F'],
  });
});

test('an error may have lost its stack', () => {
  const error = new Error('no stack');
  delete error.stack;
  expect(toErrorResponse(error)).toEqual({ errorType: 'Error', errorMessage: 'no stack', trace: [] });
});

test.each([
  ['a field that throws', Object.defineProperty(new Error('x'), 'message', { get: () => fail() })],
  ['a field without words', Object.assign(new Error('x'), { name: Object.create(null) })],
  ['an object without words', Object.create(null)],
  ['an object whose words throw', { toString: () => fail() }],
])('what cannot be read is reported as such: %s', (_what, thrown) => {
  expect(toErrorResponse(thrown)).toEqual(UNREADABLE);
});

function fail(): never {
  throw new Error('not to be read');
}
