import { expect, test } from 'vitest';
import { xrayCause } from '../../../../runtime/errors/xray-cause.ts';

const LIMIT_BYTES = 65_536;

test('the cause of an error holds what it is, where it was thrown, and the files on the way', () => {
  const stack = [
    'TypeError: wrong',
    '    at inner (/var/task/lib/a.js:12:34)',
    '    at Object.outer [as handler] (file:///var/task/index.mjs:5:6)',
    '    at async file:///var/task/index.mjs:7:8',
    '    at /var/task/lib/a.js:9:1',
    '    at new Promise (<anonymous>)',
    '    at node:internal/process/task_queues:103:5',
    '    at eval (eval at run (/var/task/e.js:1:2), <anonymous>:3:4)',
  ].join('\n');
  expect(parsed({ name: 'TypeError', message: 'wrong', stack })).toEqual({
    working_directory: process.cwd(),
    exceptions: [
      {
        type: 'TypeError',
        message: 'wrong',
        stack: [
          { path: '/var/task/lib/a.js', line: 12, label: 'inner' },
          { path: '/var/task/index.mjs', line: 5, label: 'Object.outer [as handler]' },
          { path: expect.stringContaining('/var/task/index.mjs'), line: 7, label: expect.any(String) },
          { path: '/var/task/lib/a.js', line: 9, label: 'anonymous' },
          { path: '<anonymous>', line: null, label: 'new Promise' },
          { path: 'node:internal/process/task_queues', line: 103, label: 'anonymous' },
          { path: expect.any(String), line: expect.any(Number), label: expect.any(String) },
        ],
      },
    ],
    paths: expect.arrayContaining(['/var/task/lib/a.js', '/var/task/index.mjs', '<anonymous>']),
  });
});

test('a path with spaces and brackets stays whole', () => {
  const stack = 'Error: x\n    at f (/var/my task (1)/a.js:1:2)\n    at /var/my task (1)/b.js:3:4';
  expect(parsed({ name: 'Error', message: 'x', stack })).toMatchObject({
    exceptions: [{ stack: [{ line: 1 }, { path: '/var/my task (1)/b.js', line: 3, label: 'anonymous' }] }],
  });
});

test('each file is named once', () => {
  const stack = 'Error: x\n    at f (/a.js:1:2)\n    at g (/a.js:3:4)\n    at h (/b.js:5:6)';
  expect(parsed({ name: 'Error', message: 'x', stack })).toMatchObject({ paths: ['/a.js', '/b.js'] });
});

test.each([
  ['text', 'just text'],
  ['a number', 7],
  ['an object', { reason: 'x' }],
])('what is no error has a cause without words: %s', (_what, thrown) => {
  expect(parsed(thrown)).toEqual({ working_directory: process.cwd(), exceptions: [{ stack: [] }], paths: [] });
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a field that throws', Object.defineProperty({}, 'message', { get: () => fail() })],
  ['a field without words', { name: 'E', message: Object.create(null) }],
])('what holds no fields to read has no cause: %s', (_what, thrown) => {
  expect(xrayCause(thrown)).toBeUndefined();
});

test('a stack that is no text is left out', () => {
  expect(parsed({ name: 'E', message: 'm', stack: 7 })).toMatchObject({ exceptions: [{ type: 'E', stack: [] }] });
});

test('a DEL character is written out', () => {
  const cause = xrayCause({ name: 'N\x7F', message: 'm\x7F', stack: 'x\n    at f\x7F (/a\x7F.js:1:2)' });
  expect(cause).not.toContain('\x7F');
  expect(cause).toContain('m%7F');
});

test.each([
  ['a long message', { name: 'E', message: 'x'.repeat(200_000), stack: 'E: x\n    at f (/a.js:1:2)' }],
  ['a long message beyond ASCII', { name: 'E', message: '日'.repeat(200_000), stack: 'E: x' }],
  ['a message that JSON makes longer', { name: 'E', message: '\0'.repeat(200_000), stack: 'E: x' }],
  ['a deep stack', { name: 'E', message: 'm', stack: `E: m${'\n    at f (/var/task/index.js:1:2)'.repeat(5000)}` }],
  [
    'a deep stack of many files',
    {
      name: 'E',
      message: 'm',
      stack: `E: m${Array.from({ length: 5000 }, (_, n) => `\n    at f (/a/${n}.js:1:2)`).join('')}`,
    },
  ],
  ['a long name', { name: 'N'.repeat(200_000), message: 'm', stack: 'E: m' }],
  ['long paths', { name: 'E', message: 'm', stack: `E: m${`\n    at f (/${'p'.repeat(4000)}.js:1:2)`.repeat(40)}` }],
])('a cause has no more than 64 KiB, and stays JSON: %s', (_what, thrown) => {
  const cause = xrayCause(thrown) ?? '';
  expect(Buffer.byteLength(cause)).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(JSON.parse(cause)).toMatchObject({ exceptions: [{ type: expect.any(String) }] });
});

test('a cause that fits is not cropped', () => {
  const message = 'x'.repeat(50_000);
  expect(parsed({ name: 'E', message, stack: '' })).toMatchObject({ exceptions: [{ message }] });
});

test.each([
  ['brackets', `\n    at ${' ('.repeat(100_000)}\r`],
  ['colons', `\n    at ${':1'.repeat(100_000)}x`],
  ['digits', `\n    at ${':1'.repeat(10)}${'1'.repeat(200_000)}x`],
  ['spaces', `\n${' '.repeat(200_000)}`],
  ['spaces behind at', `\n    at ${' '.repeat(200_000)}`],
])('a message made up to look like a stack is read as fast as any: %s', (_what, message) => {
  expect(xrayCause(new Error(message))).toBeDefined();
});

function parsed(thrown: unknown): unknown {
  return JSON.parse(xrayCause(thrown) ?? '');
}

function fail(): never {
  throw new Error('not to be read');
}
