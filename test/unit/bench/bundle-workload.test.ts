import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleWorkload } from '../../../bench/bundle-workload.ts';
import { Progress } from '../../../bench/progress.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const SILENT = new Progress({ write: () => true });
const LOCK = '{"name":"some","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"some","version":"1.0.0"}}}';
const FILES = {
  'package.json': '{"name":"some","version":"1.0.0"}',
  'package-lock.json': LOCK,
  'hello/index.mjs': 'import { word } from "./word.mjs"; export const handler = async () => word;',
  'hello/word.mjs': 'export const word = "hello";',
};

function placesIn({ path }: TemporaryFolder, searchPath = process.env.PATH ?? '') {
  return { sources: path, cache: join(path, 'cache'), searchPath };
}

/** What the handler of a bundle gives, loaded as CommonJS. */
async function answerOf(taskRoot: unknown): Promise<unknown> {
  return createRequire(import.meta.url)(`${taskRoot}/index.js`).handler();
}

test('a workload becomes one CommonJS file, once, and again when a source or the packages have changed', async () => {
  await using folder = await temporaryFolder(FILES);
  const first = await bundleWorkload('hello', SILENT, placesIn(folder));
  expect(await answerOf(first)).toBe('hello');
  expect(await readFile(`${first}/index.js`, 'utf8')).not.toContain('\n  ');
  // What is there already takes no npm.
  expect(await bundleWorkload('hello', SILENT, placesIn(folder, ''))).toBe(first);

  await writeFile(join(folder.path, 'hello/word.mjs'), 'export const word = "good-bye";');
  const second = await bundleWorkload('hello', SILENT, placesIn(folder));
  expect(await answerOf(second)).toBe('good-bye');

  await writeFile(join(folder.path, 'package-lock.json'), `${LOCK}\n`);
  const third = await bundleWorkload('hello', SILENT, placesIn(folder));
  expect(new Set([first, second, third]).size).toBe(3);
  // Nothing of the older ones is kept.
  expect((await readdir(join(folder.path, 'cache'))).map((name) => join(folder.path, 'cache', name))).toEqual([third]);
});

test('packages that cannot be installed are the reason why there is no bundle', async () => {
  const wanting = '{"name":"some","version":"1.0.0","dependencies":{"other":"1.0.0"}}';
  await using folder = await temporaryFolder({ ...FILES, 'package.json': wanting });
  expect(await bundleWorkload('hello', SILENT, placesIn(folder))).toEqual({
    reason: expect.stringMatching(/^npm ci failed/),
  });
});

test('two runs that bundle at the same time agree', async () => {
  await using folder = await temporaryFolder(FILES);
  await bundleWorkload('hello', SILENT, placesIn(folder));
  await writeFile(join(folder.path, 'hello/word.mjs'), 'export const word = "both";');
  const both = await Promise.all([1, 2].map(() => bundleWorkload('hello', SILENT, placesIn(folder))));
  expect(both[0]).toBe(both[1]);
  expect(await answerOf(both[0])).toBe('both');
});
