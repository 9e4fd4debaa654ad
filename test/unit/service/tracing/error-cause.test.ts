import { expect, test } from 'vitest';
import { causeOf } from '../../../../service/tracing/error-cause.ts';

const id = expect.stringMatching(/^[\da-f]{16}$/);
const payload = (error: unknown): Buffer => Buffer.from(typeof error === 'string' ? error : JSON.stringify(error));

test("the runtime's own cause goes before the error, with what X-Ray knows of it", () => {
  const stack = [
    { path: '/var/task/index.mjs', line: 3, label: 'handler', column: 1 },
    { path: 'native', line: null },
  ];
  const xrayCause = JSON.stringify({
    working_directory: '/var/task',
    paths: ['/var/task/index.mjs', 7],
    exceptions: [{ type: 'TypeError', message: 'no', stack, extra: true }],
  });
  expect(causeOf({ errorType: 'Runtime.Unknown', payload: payload({ errorType: 'Other' }), xrayCause })).toEqual({
    working_directory: '/var/task',
    paths: ['/var/task/index.mjs'],
    exceptions: [
      {
        id,
        type: 'TypeError',
        message: 'no',
        stack: [{ path: '/var/task/index.mjs', line: 3, label: 'handler' }, { path: 'native' }],
      },
    ],
  });
});

test('a cause that is a message alone is an exception', () => {
  const error = { errorType: 'Runtime.Unknown', payload: payload('{}'), xrayCause: '{"message":"broken"}' };
  expect(causeOf(error).exceptions).toEqual([{ id, message: 'broken', stack: [] }]);
});

test.each([
  [
    'the body of an error',
    {
      errorType: 'RangeError',
      errorMessage: 'far',
      trace: ['RangeError: far', '    at run (file:///var/task/a.mjs:4:2)', 'at b.js:9'],
    },
    {
      type: 'RangeError',
      message: 'far',
      stack: [
        { path: '/var/task/a.mjs', line: 4, label: 'run' },
        { path: 'b.js', line: 9, label: 'anonymous' },
      ],
    },
  ],
  [
    'that of another runtime',
    { errorType: 'E', errorMessage: 'm', stackTrace: ['at f (x)'] },
    { type: 'E', message: 'm', stack: [{ path: 'x', label: 'f' }] },
  ],
  ['a body without a type', { errorMessage: 'm' }, { type: 'Runtime.Unknown', message: 'm', stack: [] }],
  ['a body that is no JSON', 'down', { type: 'Runtime.Unknown', message: 'down', stack: [] }],
  ['a body that is no object', 'null', { type: 'Runtime.Unknown', message: 'null', stack: [] }],
])('without it the cause comes from %s', (_what, body, exception) => {
  for (const xrayCause of [undefined, 'no JSON', '{}', '{"exceptions":[]}', '[]']) {
    const error = {
      errorType: 'Runtime.Unknown',
      payload: payload(body),
      ...(xrayCause !== undefined && { xrayCause }),
    };
    expect(causeOf(error)).toEqual({ exceptions: [{ id, ...exception }] });
  }
});

test.each([
  ['a long message', { exceptions: [{ message: '\0'.repeat(100_000) }], working_directory: '\0'.repeat(10_000) }],
  ['many exceptions', { exceptions: Array.from({ length: 500 }, () => ({ type: 'E', message: 'm'.repeat(9000) })) }],
  [
    'many frames',
    {
      exceptions: [
        { message: 'm', stack: Array.from({ length: 5000 }, () => ({ path: '\u00fc'.repeat(600), line: 1 })) },
      ],
    },
  ],
  ['many paths', { paths: Array.from({ length: 5000 }, () => 'p'.repeat(600)), exceptions: [{ message: 'm' }] }],
])('%s is cropped to what a document has room for, and an exception stays', (_what, cause) => {
  const found = causeOf({ errorType: 'E', payload: payload('{}'), xrayCause: JSON.stringify(cause) });
  expect(Buffer.byteLength(JSON.stringify(found))).toBeLessThanOrEqual(60_000);
  expect(found.exceptions.length).toBeGreaterThan(0);
  expect(found.exceptions[0]?.message).not.toBe('');
});
