import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { bootFile } from '../../../layer/boot-file/boot-file.ts';
import { hotPageRecords } from '../../../layer/boot-file/hot-page-records.ts';
import { type HotPages, PAGE_BYTES } from '../../../layer/hot-pages/hot-pages.ts';
import { cachedBytes, dropFromCache, whyNoPageCache } from '../../support/page-cache.ts';
import { type SmallLayer, smallLayer } from '../../support/small-layer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { toldStart } from '../../support/told-start.ts';

const FILE = 'snapboot/data';
const FILE_BYTES = 16 * 2 ** 20;
const PATH = '/bin:/usr/bin';
// Two megabytes at one place, and a page at another.
const LIST: HotPages = {
  files: [{ place: 'layer', name: FILE, bytes: FILE_BYTES }],
  ranges: [
    { file: 0, firstPage: 1000, pages: 512 },
    { file: 0, firstPage: 3000, pages: 1 },
  ],
};

test('what the list of a layer names is in memory after a start, and the rest of the file is not', async (context) => {
  await using layer = await layerWith(LIST, context);
  await toldStart(layer.bootstrap, { PATH });
  const file = join(layer.path, FILE);
  await expect.poll(() => cachedBytes(file)).toBeGreaterThanOrEqual(513 * PAGE_BYTES);
  expect(await cachedBytes(file)).toBeLessThan(FILE_BYTES / 2);
});

test('so is what the list of a function names, of its own files', async (context) => {
  await using layer = await layerWith(LIST, context);
  await using task = await taskWith('bundle.js', FILE_BYTES, 'bundle.js');
  await dropFromCache(join(task.path, 'bundle.js'));
  await dropFromCache(join(task.path, '.snapboot/hot-pages'));
  await toldStart(layer.bootstrap, { PATH, LAMBDA_TASK_ROOT: task.path });
  await expect.poll(() => cachedBytes(join(task.path, 'bundle.js'))).toBeGreaterThanOrEqual(513 * PAGE_BYTES);
});

test('a function that is not in memory is read, also where the layer is', async (context) => {
  await using layer = await layerWith(undefined, context);
  await using task = await taskWith('bundle.js', FILE_BYTES, 'bundle.js');
  await dropFromCache(join(task.path, 'bundle.js'));
  await dropFromCache(join(task.path, '.snapboot/hot-pages'));
  await toldStart(layer.bootstrap, { PATH, LAMBDA_TASK_ROOT: task.path });
  await expect.poll(() => cachedBytes(join(task.path, 'bundle.js'))).toBeGreaterThanOrEqual(513 * PAGE_BYTES);
});

test.for<[string, HotPages | undefined]>([
  ['no list', undefined],
  ['a list for a file of another size', { ...LIST, files: [{ place: 'layer', name: FILE, bytes: 1 }] }],
  ['a list that names a file which is not there', { ...LIST, files: [{ place: 'layer', name: 'no', bytes: 1 }] }],
  ['a list that leads beyond the file', { ...LIST, ranges: [{ file: 0, firstPage: 2 ** 31, pages: 60_000 }] }],
  ['a list of a file that it does not name', { ...LIST, ranges: [{ file: 9, firstPage: 0, pages: 1 }] }],
])('with %s a function starts all the same, and nothing is read', async ([_what, list], context) => {
  await using layer = await layerWith(list, context);
  const { code, stderr, arguments: started } = await toldStart(layer.bootstrap, { PATH });
  expect({ code, stderr, script: started.at(-1) }).toEqual({
    code: 0,
    stderr: '',
    script: `${layer.path}/snapboot/runtime.cjs`,
  });
  expect(await cachedBytes(join(layer.path, FILE))).toBe(0);
});

test('a library of the system is found by its name, and one of another size is read whole', async (context) => {
  const list: HotPages = {
    files: [...LIST.files, { place: 'library', name: 'libc.so.6', bytes: 1 }],
    ranges: [...LIST.ranges, { file: 1, firstPage: 0, pages: 1 }],
  };
  await using layer = await layerWith(list, context);
  expect(await toldStart(layer.bootstrap, { PATH })).toMatchObject({ code: 0, stderr: '' });
});

/** A layer with a large file, none of which is in memory; skips the test where nobody can see that. */
async function layerWith(list: HotPages | undefined, context: TestContext): Promise<SmallLayer> {
  const layer = await smallLayer('launcher', context, {}, list);
  const file = join(layer.path, FILE);
  await writeFile(file, Buffer.alloc(FILE_BYTES, 'x'));
  const reason = await whyNoPageCache(file);
  if (reason !== undefined) {
    await rm(layer.path, { recursive: true });
    return context.skip(reason);
  }
  return layer;
}

async function taskWith(name: string, bytes: number, listed: string): ReturnType<typeof temporaryFolder> {
  const folder = await temporaryFolder();
  await writeFile(join(folder.path, name), Buffer.alloc(bytes, 'x'));
  const list = { ...LIST, files: [{ place: 'task', name: listed, bytes }] as const };
  const file = join(folder.path, '.snapboot/hot-pages');
  await mkdir(dirname(file));
  await writeFile(file, bootFile(hotPageRecords(list)));
  return folder;
}
