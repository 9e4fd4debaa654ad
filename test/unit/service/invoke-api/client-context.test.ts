import { expect, test } from 'vitest';
import { readClientContext } from '../../../../service/invoke-api/client-context.ts';

test('a client context goes on as its author wrote it', () => {
  expect(readClientContext(base64('{"custom": {"a":1}}'))).toBe('{"custom": {"a":1}}');
});

test('what a header cannot carry is escaped, and means the same', () => {
  const text = readClientContext(base64('{\n"name": "Zoë 🐢"\n}'));
  expect(text).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(text)).toEqual({ name: 'Zoë 🐢' });
});

test.each([
  ['no base64', '{"a":1}'],
  ['no JSON', base64('{')],
  ['no object', base64('[1]')],
  ['null', base64('null')],
])('a client context that is %s is refused', (_title, text) => {
  expect(() => readClientContext(text)).toThrow('Client context must be a valid Base64-encoded JSON object.');
});

test('a client context may have 3,583 bytes and no more', () => {
  const largest = base64(`{"a":"${'x'.repeat(2677)}"}`);
  expect(largest.length).toBe(3580);
  expect(() => readClientContext(largest)).not.toThrow();
  expect(() => readClientContext(base64(`{"a":"${'x'.repeat(2680)}"}`))).toThrow(
    'no larger than 3583 bytes, found 3584',
  );
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
