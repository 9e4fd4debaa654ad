import { expect, test } from 'vitest';
import { RuntimeError } from '../../../../runtime/errors/runtime-error.ts';
import { formatJson, formatText } from '../../../../runtime/logging/log-format.ts';

const TIME = 1_767_225_603_123;
const ISO = '2026-01-01T00:00:03.123Z';
const HEAD = { timestamp: ISO, level: 'INFO', requestId: 'r-1' };

test.each([
  ['text', ['plain'], 'plain'],
  ['several values', ['a', 1, true, null, undefined], 'a 1 true null undefined'],
  ['placeholders', ['%s is %d, %j and %%', 'x', 3, { a: 1 }], 'x is 3, {"a":1} and %'],
  ['objects', [{ list: [1, { deep: true }] }], '{ list: [ 1, { deep: true } ] }'],
  ['line breaks', ['one\ntwo'], 'one\ntwo'],
  ['placeholders in a value that is not the first', ['a', '%s', 'b'], 'a %s b'],
  ['a BigInt', [10n], '10n'],
])('as text: %s', (_what, args, message) => {
  expect(text(...args)).toBe(`${ISO}\tr-1\tINFO\t${message}`);
});

test('as text, an error comes with its stack, its fields and its cause', () => {
  const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'E_OUTER' });
  expect(text('failed:', error)).toMatch(
    /\tfailed: TypeError: outer\n {4}at [\s\S]+code: 'E_OUTER',[\s\S]+\[cause\]: Error: inner\n {6,}at /,
  );
});

test('as text, a circular object is shown as far as it goes', () => {
  const circle: { self?: object } = {};
  circle.self = circle;
  expect(text(circle)).toContain('<ref *1> { self: [Circular *1] }');
});

test.each([
  ['text', 'plain'],
  ['text that looks like a format', '%s %d'],
  ['text with line breaks', 'one\ntwo'],
  ['a number', 7],
  ['null', null],
  ['an object', { a: [1, { b: true }] }],
  ['a list', [1, 'two']],
])('as JSON, a single value is the message as it is: %s', (_what, value) => {
  expect(json(value)).toEqual({ ...HEAD, message: value });
});

test('as JSON, a single error is an object with its type, message, stack and own fields', () => {
  const error = Object.assign(new RangeError('too far'), { code: 42 });
  expect(json(error)).toEqual({
    ...HEAD,
    message: {
      errorType: 'RangeError',
      errorMessage: 'too far',
      stackTrace: error.stack?.split('\n'),
      code: 42,
    },
  });
});

test('as JSON, errors inside an object are objects as well', () => {
  expect(json({ reason: new TypeError('inside') })).toMatchObject({
    message: { reason: { errorType: 'TypeError', errorMessage: 'inside', stackTrace: expect.any(Array) } },
  });
});

test('as JSON, several values are formatted', () => {
  expect(json('with %d', 3, { x: 1 })).toEqual({ ...HEAD, message: 'with 3 { x: 1 }' });
  expect(json({ x: 1 }, 'and', [2])).toEqual({ ...HEAD, message: '{ x: 1 } and [ 2 ]' });
});

test('as JSON, the first error behind the first value stands beside the message', () => {
  const [first, second] = [new TypeError('first'), new RangeError('second')];
  expect(json('text', first, second)).toEqual({
    ...HEAD,
    message: expect.stringMatching(/^text TypeError: first\n[\s\S]+RangeError: second\n/),
    errorType: 'TypeError',
    errorMessage: 'first',
    stackTrace: first.stack?.split('\n'),
  });
  expect(json(first, 'text')).toEqual({ ...HEAD, message: expect.stringMatching(/^TypeError: first\n[\s\S]+ text$/) });
});

test('as JSON, the tenant is named where there is one', () => {
  const record = { timestampMs: TIME, level: 'INFO', requestId: 'r-1', args: ['x'] } as const;
  expect(JSON.parse(formatJson({ ...record, tenantId: 't-1' }))).toEqual({ ...HEAD, tenantId: 't-1', message: 'x' });
  expect(JSON.parse(formatJson({ ...record, tenantId: undefined }))).not.toHaveProperty('tenantId');
});

test.each([
  ['a circular object', circular(), /^<ref \*1> \{ self: \[Circular \*1\] \}$/],
  ['a BigInt', 10n, /^10n$/],
  ['an object with a BigInt', { big: 10n }, /^\{ big: 10n \}$/],
  ['an object whose toJSON throws', { a: 1, toJSON: () => fail() }, /^\{ a: 1, toJSON: /],
  [
    'an object with a field that throws',
    Object.defineProperty({}, 'x', { get: () => fail(), enumerable: true }),
    /^\{ x: /,
  ],
  ['an error with a circular field', Object.assign(new Error('round'), circular()), /^Error: round\n[\s\S]+self: <ref/],
])('as JSON, what JSON cannot say is formatted: %s', (_what, value, message) => {
  expect(json(value)).toEqual({ ...HEAD, message: expect.stringMatching(message) });
});

test.each([
  ['alone', []],
  ['behind text', ['text']],
])('as JSON, an error that cannot be read does not throw: %s', (_where, before) => {
  const error = Object.defineProperty(new Error('x'), 'message', { get: () => fail() });
  expect(json(...before, error)).toMatchObject({ ...HEAD, message: expect.anything() });
});

test('as JSON, nothing at all is a record without a message', () => {
  expect(json()).toEqual(HEAD);
});

test('as JSON, a record is one line', () => {
  expect(formatJson({ timestampMs: TIME, level: 'INFO', requestId: 'r-1', args: ['a\r\nb\n'] })).not.toMatch(/[\r\n]/);
});

function text(...args: readonly unknown[]): string {
  return formatText({ timestampMs: TIME, level: 'INFO', requestId: 'r-1', args });
}

function json(...args: readonly unknown[]): unknown {
  return JSON.parse(formatJson({ timestampMs: TIME, level: 'INFO', requestId: 'r-1', args }));
}

function circular(): object {
  const circle: { self?: object } = {};
  circle.self = circle;
  return circle;
}

function fail(): never {
  throw new Error('not to be read');
}

test('as JSON, an error of the runtime itself goes under its type, not its class', () => {
  const error = new RuntimeError('Runtime.InvalidStreamingOperation', 'too late');
  const fields = { errorType: 'Runtime.InvalidStreamingOperation', errorMessage: 'too late' };
  expect(json(error)).toMatchObject({ message: fields });
  expect(json('text', error)).toMatchObject(fields);
});
