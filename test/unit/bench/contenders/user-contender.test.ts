import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseContenders } from '../../../../bench/contenders/contenders.ts';
import { prepareField } from '../../../../bench/contenders/field.ts';
import { userContender } from '../../../../bench/contenders/user-contender.ts';
import { Progress } from '../../../../bench/progress.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../support/temporary-folder.ts';

const GROUND = { node: process.execPath, bootstrap: '/no/such/bootstrap', nodeVersion: '' };
const SILENT = new Progress({ write: () => true });

function prepare(option: string, { path }: TemporaryFolder, versionLimitMs = 60_000) {
  const searchPath = `/no/such/folder:${join(path, 'bin')}`;
  return userContender(option, { folder: path, searchPath, versionLimitMs }).prepare(GROUND, SILENT);
}

function isRunning(pid: number): boolean {
  try {
    // Nobody may have collected what is left of it: that is a Z.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z');
  } catch {
    return false;
  }
}

test('a command of the user is split at spaces and quotes, and its program is found in PATH', async () => {
  await using folder = await temporaryFolder({ 'bin/llrt': '#!/bin/sh\nexit 1\n' });
  const program = join(folder.path, 'bin/llrt');
  expect(await prepare(`llrt=llrt --a "b  c" 'd "e' x=' y'`, folder)).toEqual({
    command: [program, '--a', 'b  c', 'd "e', 'x= y'],
    files: [program],
    version: '',
    echoes: false,
  });
});

test('what begins with a dot and a slash is relative to the folder of the user, and files belong to the contender', async () => {
  await using folder = await temporaryFolder({ bootstrap: '#!/bin/sh\necho "rt 1.2.3"\necho more\n', 'loop.mjs': '' });
  const [program, loop] = ['bootstrap', 'loop.mjs'].map((file) => join(folder.path, file));
  expect(await prepare('mine=./bootstrap ./loop.mjs ./none', folder)).toMatchObject({
    command: [program, loop, join(folder.path, 'none')],
    files: [program, loop],
    version: 'rt 1.2.3',
  });
});

test('a program that does not say its version in time is ended, with all that it has started', async () => {
  const code = '#!/bin/sh\nsleep 300 &\necho $! > "$(dirname "$0")/pid"\nwait\n';
  await using folder = await temporaryFolder({ slow: code });
  expect(await prepare('slow=./slow', folder, 1000)).toMatchObject({ version: '' });
  const pid = await readFile(join(folder.path, 'pid'), 'utf8').then(Number);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

test('a file that is no program has no version', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'notes'), 'words', { mode: 0o755 });
  expect(await prepare('notes=./notes', folder)).toMatchObject({ version: '' });
});

test.each([
  ['mine=', '--contender mine=: there is no program'],
  ['mine=nowhere at all', '--contender mine=nowhere at all: there is no program nowhere'],
  ['mine=sh "', '--contender mine=sh ": a quote is not closed'],
  ['=sh', 'a name consists of'],
  ['a b=sh', 'a name consists of'],
  ['bare=sh', '--contender bare=…: there is one of that name'],
])('%j is refused', (option, message) => {
  expect(() => chooseContenders([option])).toThrow(message);
});

test('the same new name twice is refused', () => {
  expect(() => chooseContenders(['mine=sh', 'mine=env'])).toThrow('--contender mine=…: there is one of that name');
});

test('contenders of the user come after those of the benchmark, with the names that they were given', async () => {
  const entries = chooseContenders(['mine=sh -c true', 'bare']);
  const { contenders } = await prepareField(entries, GROUND, SILENT);
  expect(contenders.map(({ name }) => name)).toEqual(['bare', 'mine']);
});
