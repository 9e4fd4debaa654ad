import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runSnapboot } from '../support/run-snapboot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SOURCES = {
  'package.json': '{}',
  'index.js': `const { add } = require('./add.js'); exports.handler = async ({ a, b }) => add(a, b);`,
  'add.js': 'exports.add = (a, b) => { if (a === undefined) throw new RangeError("no a"); return a + b; };',
  'event.json': '{"a":1,"b":2}',
};

test('a compile cache is filled, and the function answers as before', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { code, stdout } = await runSnapboot([
    'function',
    'cache',
    folder.path,
    '--event',
    `${folder.path}/event.json`,
    '--trials',
    '0',
  ]);
  expect(stdout).toMatch(/\.snapboot\/compile-cache for .*, Node\.js 24\.\d+\.\d+: \d+ files, /);
  expect(code).toBe(0);
  const [version] = await readdir(join(folder.path, '.snapboot/compile-cache'));
  expect(version).toMatch(/^v24\..*-993$/);
  const run = await runSnapboot(['run', folder.path, '--event', '{"a":3,"b":4}', '--times', '1']);
  expect(run.stdout).toMatch(/out +7$/m);
});

test('starts are measured with it and without, and it is kept only where they are faster', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { stdout } = await runSnapboot([
    'function',
    'cache',
    folder.path,
    '--event',
    `${folder.path}/event.json`,
    '--trials',
    '2',
  ]);
  expect(stdout).toMatch(/^cached, 1769 MB +\d+\.\d +\d+\.\d +\d+\.\d$/m);
  const isKept = (await readdir(folder.path)).includes('.snapboot');
  expect(stdout.includes('not kept, starts are not faster with it')).toBe(!isKept);
});

test('faults are told in one line, and leave nothing', async () => {
  await using folder = await temporaryFolder(SOURCES);
  const { stderr, code } = await runSnapboot(['function', 'cache', folder.path, '--trials', '0', '--event', '-'], {
    input: '{}',
  });
  expect({ stderr, code }).toEqual({ stderr: 'snapboot: the function fails for -: RangeError: no a\n', code: 1 });
  expect((await readdir(folder.path)).toSorted()).toEqual(Object.keys(SOURCES).toSorted());
  const file = await runSnapboot(['function', 'cache', `${folder.path}/index.js`]);
  expect(file.stderr).toMatch(/^snapboot: .*index\.js is a file: give the folder that holds the function\n$/);
});
