import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cachedFolder, fillOnce } from '../../../bench/workload-cache.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Fills the folder of a name with a file of the same name. */
async function fill(cache: string, name: string, facts: unknown): Promise<string> {
  const folder = cachedFolder({ cache, name }, { facts, files: [] });
  await fillOnce({ cache, name }, folder, (filled) => writeFile(join(filled, name), ''));
  return folder;
}

test('a folder is filled once, and takes the place of the older one of the same name', async () => {
  await using cache = await temporaryFolder();
  const first = await fill(cache.path, 'hello', 1);
  await writeFile(join(first, 'more'), '');
  expect(await fill(cache.path, 'hello', 1)).toBe(first);
  expect(await readdir(first)).toEqual(['hello', 'more']);
  const second = await fill(cache.path, 'hello', 2);
  expect([existsSync(first), existsSync(second)]).toEqual([false, true]);
});

test('a name that begins with that of another one is kept', async () => {
  await using cache = await temporaryFolder();
  const longer = await fill(cache.path, 'hello-world', 1);
  await fill(cache.path, 'hello', 1);
  expect(existsSync(longer)).toBe(true);
});

test('names and contents of files count, whatever folder they are in', async () => {
  await using folder = await temporaryFolder({ 'a/one': '1', 'b/one': '1', 'b/two': '1', 'c/one': '2' });
  const place = { cache: folder.path, name: 'hello' };
  const of = (file: string) => cachedFolder(place, { facts: [], files: [join(folder.path, file)] });
  expect(of('a/one')).toBe(of('b/one'));
  expect(new Set([of('b/one'), of('b/two'), of('c/one')]).size).toBe(3);
});

test('what cannot be filled leaves nothing behind', async () => {
  await using cache = await temporaryFolder({ 'cache/kept': 'yes' });
  const place = { cache: join(cache.path, 'cache'), name: 'hello' };
  const folder = cachedFolder(place, { facts: [], files: [] });
  const filling = fillOnce(place, folder, async (filled) => {
    await writeFile(join(filled, 'half'), '');
    throw new RangeError('no luck');
  });
  await expect(filling).rejects.toThrow('no luck');
  expect(await readdir(place.cache)).toEqual(['kept']);
  expect(await readFile(join(place.cache, 'kept'), 'utf8')).toBe('yes');
});
