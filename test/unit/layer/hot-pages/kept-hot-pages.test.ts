import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Artifact } from '../../../../layer/artifact-tree.ts';
import type { HotFile } from '../../../../layer/hot-pages/hot-pages.ts';
import { keepHotPages, keptHotPages } from '../../../../layer/hot-pages/kept-hot-pages.ts';
import { recordingKey } from '../../../../layer/hot-pages/recording-key.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const LIBRARY: HotFile = { place: 'library', name: 'libc.so.6', bytes: 5000 };

function pagesFrom(firstPage: number) {
  return { files: [LIBRARY], ranges: [{ file: 0, firstPage, pages: 1 }] };
}

test('builds that record at the same time all go on with the same', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'cache/pages.json');
  expect(await keptHotPages(file)).toBeUndefined();
  const [first, ...others] = await Promise.all([1, 2, 3, 4].map((page) => keepHotPages(file, pagesFrom(page))));
  for (const other of others) expect(other).toEqual(first);
  expect(await keptHotPages(file)).toEqual(first);
  expect(await readdir(join(folder.path, 'cache'))).toEqual(['pages.json']);
});

test('a recording is good for the same files: any other layer or library gets another one', async () => {
  await using folder = await temporaryFolder({ node: 'x'.repeat(1_000_000) });
  const node = join(folder.path, 'node');
  const layer = (runtime: string): readonly Artifact[] => [
    { path: 'bootstrap', mode: 0o755, content: { data: runtime } },
    { path: 'snapboot/runtime.cjs', mode: 0o644, content: { data: runtime } },
    { path: 'bin/node', mode: 0o755, content: { file: node } },
  ];
  const system = (bytes: number) => new Map([['/lib/libc.so.6', { ...LIBRARY, bytes }]]);
  const key = await recordingKey(layer('a'), system(1));
  const [bootstrap, ...others] = layer('a');
  expect(await recordingKey([{ ...bootstrap, content: { data: 'b' } } as Artifact, ...others], system(1))).toBe(key);
  expect(await recordingKey(layer('b'), system(1))).not.toBe(key);
  expect(await recordingKey(layer('a'), system(2))).not.toBe(key);
  await writeFile(node, 'y'.repeat(1_000_000));
  expect(await recordingKey(layer('a'), system(1))).not.toBe(key);
});
