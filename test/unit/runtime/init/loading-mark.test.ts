import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { leaveMark } from '../../../../runtime/init/loading-mark.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const MARK = '.snapboot-loading';
const FILE = '/var/task/index with spaces.js.cache';
const start = process.cwd();

afterEach(() => {
  vi.unstubAllEnvs();
  process.chdir(start);
});

test('a mark says who loads what, until it is removed', async () => {
  await using folder = await temporaryFolder();
  vi.stubEnv('TMPDIR', folder.path);
  const remove = leaveMark(FILE);
  expect(await readFile(join(folder.path, MARK), 'utf8')).toBe(`${process.pid} ${FILE}`);
  remove?.();
  expect(existsSync(join(folder.path, MARK))).toBe(false);
  expect(remove).not.toThrow();
});

test.each([
  ['a process that has ended', () => spawnSync(process.execPath, ['--version']).pid],
  ['this process, which has a number that is given again and again', () => process.pid],
])('after %s was loading the file, there is nothing to remove', async (_, pid) => {
  await using folder = await temporaryFolder({ [MARK]: `${pid()} ${FILE}` });
  vi.stubEnv('TMPDIR', folder.path);
  expect(leaveMark(FILE)).toBeUndefined();
});

test.each([
  ['of a process that still runs', `${process.ppid} ${FILE}`],
  ['of another file', `${process.pid} ${FILE}.cache`],
  ['that says nothing', ''],
])('a mark %s is of no concern, and stays', async (_, text) => {
  await using folder = await temporaryFolder({ [MARK]: text });
  vi.stubEnv('TMPDIR', folder.path);
  leaveMark(FILE)?.();
  expect(await readFile(join(folder.path, MARK), 'utf8')).toBe(text);
});

test('where nothing can be written, loading goes on without a mark', () => {
  vi.stubEnv('TMPDIR', '/proc/no-such-folder');
  expect(leaveMark(FILE)).toBeInstanceOf(Function);
});

test.each([undefined, ''])('with TMPDIR=%s nothing is written where the function lies', async (value) => {
  await using folder = await temporaryFolder();
  vi.stubEnv('TMPDIR', value);
  process.chdir(folder.path);
  const remove = leaveMark(FILE);
  const found = await readdir(folder.path);
  remove?.();
  expect(found).toEqual([]);
});
