import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines } from '../../../../service/processes/output-lines.ts';

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
  const flush = readLines(stream, (line) => lines.push(line));
  stream.write('first');
  flush();
  expect(lines).toEqual(['first']);
  stream.end('second');
  await once(stream, 'close');
  expect(lines).toEqual(['first', 'second']);
});

async function linesOf(chunks: readonly (string | Buffer)[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const stream = new PassThrough();
  readLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await once(stream, 'close');
  return lines;
}
