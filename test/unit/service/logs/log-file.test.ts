import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LogFile } from '../../../../service/logs/log-file.ts';
import { LogFiles } from '../../../../service/logs/log-files.ts';
import { LogFollower } from '../../../../service/logs/log-follower.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('lines are in the file at the end of the turn, each with its time', async () => {
  await using folder = await temporaryFolder();
  using files = openFiles(folder.path);
  files.append('one', 'first');
  files.append('two', 'other');
  files.append('one', 'second\nwith an end');
  await setImmediate();
  expect(await readFile(join(folder.path, 'one.log'), 'utf8')).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z first\n\d{4}-\d\d-\d\dT[\d:.]+Z second\rwith an end\n$/,
  );
  expect((await readdir(folder.path)).toSorted()).toEqual(['one.log', 'two.log']);
  expect((await stat(join(folder.path, 'one.log'))).mode & 0o777).toBe(0o600);
});

test('a flood takes up no more than two files, and its end is kept', async () => {
  await using folder = await temporaryFolder();
  const file = new LogFile(folder.path, 'flood', { maxBytes: 200_000, onFault: rethrow });
  for (let line = 0; line < 20_000; line += 1) file.append(`line ${line} ${'x'.repeat(50)}`);
  file.close();
  expect((await readdir(folder.path)).toSorted()).toEqual(['flood.1.log', 'flood.log']);
  const sizes = await Promise.all(
    ['flood.1.log', 'flood.log'].map(async (name) => (await stat(join(folder.path, name))).size),
  );
  expect(Math.max(...sizes)).toBeLessThanOrEqual(200_000);
  const read = readAll(folder.path, 'flood');
  expect(read.at(-1)).toMatch(/^line 19999 /);
  expect(read.map((line) => Number(line.split(' ')[1]))).toEqual(
    read.map((_line, index) => 20_000 - read.length + index),
  );
});

test('a file has ten megabytes where nothing else is said', async () => {
  await using folder = await temporaryFolder();
  const file = new LogFile(folder.path, 'one', { onFault: rethrow });
  // With the time and the end of the line, a kilobyte.
  const line = 'x'.repeat(1024 - '2026-01-01T00:00:00.000Z \n'.length);
  for (let count = 0; count < 10 * 1024; count += 1) file.append(line);
  file.flush();
  expect(await readdir(folder.path)).toEqual(['one.log']);
  expect((await stat(join(folder.path, 'one.log'))).size).toBe(10 * 1024 * 1024);
  file.append(line);
  file.close();
  expect((await readdir(folder.path)).toSorted()).toEqual(['one.1.log', 'one.log']);
});

test('a log goes on where an earlier service has left it', async () => {
  await using folder = await temporaryFolder();
  for (const line of ['first', 'second']) {
    using files = openFiles(folder.path);
    files.append('one', line);
  }
  expect(readAll(folder.path, 'one')).toEqual(['first', 'second']);
});

test('a file that cannot be written is told once', async () => {
  await using folder = await temporaryFolder({ 'one.log/in the way': '' });
  const faults: unknown[] = [];
  using files = new LogFiles(folder.path, (fault) => faults.push(fault));
  for (const line of ['first', 'second']) {
    files.append('one', line);
    await setImmediate();
  }
  expect(faults).toEqual([expect.objectContaining({ code: 'EISDIR' })]);
});

test('who follows sees each line once, over the change of files too', async () => {
  await using folder = await temporaryFolder();
  const lines: string[] = [];
  const file = new LogFile(folder.path, 'one', { maxBytes: 1000, onFault: rethrow });
  file.append('line 0');
  file.flush();
  const controller = new AbortController();
  using follower = new LogFollower(folder.path, 'one', ({ text }) => lines.push(text));
  const following = follower.follow(folder.path, controller.signal);
  for (let line = 1; line < 100; line += 1) {
    file.append(`line ${line}`);
    file.flush();
    await expect.poll(() => lines.length, { interval: 1 }).toBe(line + 1);
  }
  controller.abort();
  await following;
  file.close();
  expect(lines).toEqual(Array.from({ length: 100 }, (_, line) => `line ${line}`));
});

function openFiles(folder: string): LogFiles {
  return new LogFiles(folder, rethrow);
}

function readAll(folder: string, name: string): string[] {
  const lines: string[] = [];
  using follower = new LogFollower(folder, name, ({ text }) => lines.push(text));
  follower.read();
  return lines;
}

function rethrow(error: unknown): never {
  throw error;
}
