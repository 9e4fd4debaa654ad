import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { MAX_LINE_BYTES, OutputLines } from '../../../../service/processes/output-lines.ts';

test('lines are cut at line feeds alone, wherever the chunks end', async () => {
  expect(await linesOf(['one\ntw', 'o\r', 'still two\n\nfour\n'])).toEqual(['one', 'two\rstill two', '', 'four']);
});

test('a character may be split between chunks', async () => {
  const bytes = Buffer.from('größe\n');
  expect(await linesOf([bytes.subarray(0, 3), bytes.subarray(3)])).toEqual(['größe']);
});

test('a line without an end comes when it is asked for, or with the end of the stream', async () => {
  const lines: string[] = [];
  const stream = new PassThrough();
  const output = new OutputLines(stream, (line) => lines.push(line));
  stream.write('first');
  output.flush();
  expect(lines).toEqual(['first']);
  stream.end('second');
  await once(stream, 'close');
  expect(lines).toEqual(['first', 'second']);
});

test('a line that is longer than an event goes on in the next one, and no character is split', async () => {
  const longest = 'x'.repeat(MAX_LINE_BYTES);
  expect(await linesOf([`${longest}\nnext\n`])).toEqual([longest, 'next']);
  const text = `a${'€😀'.repeat(100_000)}`;
  const lines = await linesOf([Buffer.from(`${text}\nnext\n`)]);
  expect(lines.at(-1)).toBe('next');
  expect(lines.slice(0, -1).join('')).toBe(text);
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
  expect(lines.length).toBe(4);
});

test('a line without an end is passed on as it grows, wherever the chunks end', async () => {
  const lines: string[] = [];
  const stream = new PassThrough();
  new OutputLines(stream, (line) => lines.push(line));
  const bytes = Buffer.from('€'.repeat(MAX_LINE_BYTES));
  for (let at = 0; at < bytes.length; at += 10_000) stream.write(bytes.subarray(at, at + 10_000));
  await expect.poll(() => lines.length).toBe(3);
  stream.end('the end\n');
  await once(stream, 'close');
  expect(lines.join('')).toBe(`${bytes}the end`);
});

test('while lines are not taken, nothing is read', async () => {
  const taken = Promise.withResolvers<void>();
  const lines: string[] = [];
  const stream = new PassThrough({ highWaterMark: 4 });
  const output = new OutputLines(stream, (line) => {
    lines.push(line);
    return lines.length === 2 ? taken.promise : undefined;
  });
  stream.write('one\n');
  stream.write('two\n');
  for (let number = 0; stream.write(`${number}\n`); number += 1);
  expect(output.held).toBeInstanceOf(Promise);
  expect(lines).toEqual(['one', 'two']);
  taken.resolve();
  await output.held;
  stream.end('last');
  await once(stream, 'close');
  expect(lines.slice(0, 3)).toEqual(['one', 'two', '0']);
  expect(lines.at(-1)).toBe('last');
});

test('at the end what is there is read, whether it is taken or not', async () => {
  const lines: string[] = [];
  const stream = new PassThrough();
  const output = new OutputLines(stream, (line) => {
    lines.push(line);
    return new Promise(() => {});
  });
  stream.write('one\n');
  stream.write('two\n');
  stream.end('three');
  output.readOn();
  await once(stream, 'close');
  expect(lines).toEqual(['one', 'two', 'three']);
});

async function linesOf(chunks: readonly (string | Buffer)[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const stream = new PassThrough();
  new OutputLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await once(stream, 'close');
  return lines;
}
