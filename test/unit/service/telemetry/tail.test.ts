import { expect, test } from 'vitest';
import { LogTail } from '../../../../service/telemetry/tail.ts';

test('the tail of a short log is all of it', () => {
  expect(tailOf(['START', 'hi', 'END'])).toBe('START\nhi\nEND\n');
  expect(tailOf([])).toBe('');
});

test('the tail of a long log is its last 4 KB', () => {
  const lines = Array.from({ length: 10_000 }, (_, number) => `line ${number}`);
  const all = `${lines.join('\n')}\n`;
  expect(tailOf(lines)).toBe(all.slice(-4096));
});

test('a line longer than the tail is cut', () => {
  expect(tailOf(['x'.repeat(100_000), 'END'])).toBe(`${'x'.repeat(4091)}\nEND\n`);
});

test('the limit counts bytes, not characters', () => {
  const tail = new LogTail();
  for (let number = 0; number < 3000; number++) tail.add('é');
  expect(Buffer.from(tail.toBase64(), 'base64')).toHaveLength(4096);
});

function tailOf(lines: readonly string[]): string {
  const tail = new LogTail();
  for (const line of lines) tail.add(line);
  return Buffer.from(tail.toBase64(), 'base64').toString();
}
