import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TraceFile } from '../../../../service/tracing/trace-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const noFault = (error: unknown): never => {
  throw error;
};

test('documents are lines of a file that only this user reads, and the next service goes on with it', async () => {
  await using folder = await temporaryFolder();
  for (const document of ['{"id":1}', '{"id":2}']) {
    await using file = new TraceFile(folder.path, { onFault: noFault });
    file.append(document);
  }
  const path = join(folder.path, 'traces.jsonl');
  expect(await readFile(path, 'utf8')).toBe('{"id":1}\n{"id":2}\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a full file becomes the older one, of which there is one', async () => {
  await using folder = await temporaryFolder();
  for (const document of ['1', '2', '3']) {
    await using file = new TraceFile(folder.path, { maxBytes: 25, onFault: noFault });
    file.append(document.repeat(20));
  }
  expect(await readFile(join(folder.path, 'traces.1.jsonl'), 'utf8')).toBe(`${'2'.repeat(20)}\n`);
  expect(await readFile(join(folder.path, 'traces.jsonl'), 'utf8')).toBe(`${'3'.repeat(20)}\n`);
  expect((await readdir(folder.path)).toSorted()).toEqual(['traces.1.jsonl', 'traces.jsonl']);
});

test('a folder that cannot be written to is told once, and documents are counted as dropped', async () => {
  const faults: unknown[] = [];
  const file = new TraceFile('/proc/none', { onFault: (error) => faults.push(error) });
  file.append('{}');
  file.append('{}');
  await file[Symbol.asyncDispose]();
  file.append('{}');
  expect(faults).toHaveLength(1);
  expect(file.dropped).toBe(3);
});

test('what a slow disk keeps waiting has a limit', async () => {
  await using folder = await temporaryFolder();
  await using file = new TraceFile(folder.path, { onFault: noFault });
  for (let count = 0; count < 30; count += 1) file.append('x'.repeat(1_000_000));
  expect(file.dropped).toBeGreaterThan(10);
});
