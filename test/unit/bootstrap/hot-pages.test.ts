import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { bootFile } from '../../../layer/boot-file/boot-file.ts';
import { hotPageRecords } from '../../../layer/boot-file/hot-page-records.ts';
import { type HotPages, PAGE_BYTES } from '../../../layer/hot-pages/hot-pages.ts';
import { COLD_BYTES, COLD_FILE, COLD_LIST, coldLayer } from '../../support/cold-layer.ts';
import { cachedBytes, dropFromCache } from '../../support/page-cache.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { toldStart } from '../../support/told-start.ts';

const PATH = '/bin:/usr/bin';

test('what the list of a layer names is in memory after a start, and the rest of the file is not', async (context) => {
  await using layer = await coldLayer(COLD_LIST, context);
  await toldStart(layer.bootstrap, { PATH });
  const file = join(layer.path, COLD_FILE);
  await expect.poll(() => cachedBytes(file)).toBeGreaterThanOrEqual(513 * PAGE_BYTES);
  expect(await cachedBytes(file)).toBeLessThan(COLD_BYTES / 2);
});

test('so is what the list of a function names, of its own files', async (context) => {
  await using layer = await coldLayer(COLD_LIST, context);
  await using task = await taskWith('bundle.js', COLD_BYTES, 'bundle.js');
  await dropFromCache(join(task.path, 'bundle.js'));
  await dropFromCache(join(task.path, '.snapboot/hot-pages'));
  await toldStart(layer.bootstrap, { PATH, LAMBDA_TASK_ROOT: task.path });
  await expect.poll(() => cachedBytes(join(task.path, 'bundle.js'))).toBeGreaterThanOrEqual(513 * PAGE_BYTES);
});

test('a function that is not in memory is read, also where the layer is', async (context) => {
  await using layer = await coldLayer(undefined, context);
  await using task = await taskWith('bundle.js', COLD_BYTES, 'bundle.js');
  await dropFromCache(join(task.path, 'bundle.js'));
  await dropFromCache(join(task.path, '.snapboot/hot-pages'));
  await toldStart(layer.bootstrap, { PATH, LAMBDA_TASK_ROOT: task.path });
  await expect.poll(() => cachedBytes(join(task.path, 'bundle.js'))).toBeGreaterThanOrEqual(513 * PAGE_BYTES);
});

test.for<[string, HotPages | undefined]>([
  ['no list', undefined],
  ['a list for a file of another size', { ...COLD_LIST, files: [{ place: 'layer', name: COLD_FILE, bytes: 1 }] }],
  ['a list that names a file which is not there', { ...COLD_LIST, files: [{ place: 'layer', name: 'no', bytes: 1 }] }],
  ['a list that leads beyond the file', { ...COLD_LIST, ranges: [{ file: 0, firstPage: 2 ** 31, pages: 60_000 }] }],
  ['a list of a file that it does not name', { ...COLD_LIST, ranges: [{ file: 9, firstPage: 0, pages: 1 }] }],
])('with %s a function starts all the same, and nothing is read', async ([_what, list], context) => {
  await using layer = await coldLayer(list, context);
  const { code, stderr, arguments: started } = await toldStart(layer.bootstrap, { PATH });
  expect({ code, stderr, script: started.at(-1) }).toEqual({
    code: 0,
    stderr: '',
    script: `${layer.path}/snapboot/runtime.cjs`,
  });
  expect(await cachedBytes(join(layer.path, COLD_FILE))).toBe(0);
});

test('a library of the system is found by its name, and one of another size is read whole', async (context) => {
  const list: HotPages = {
    files: [...COLD_LIST.files, { place: 'library', name: 'libc.so.6', bytes: 1 }],
    ranges: [...COLD_LIST.ranges, { file: 1, firstPage: 0, pages: 1 }],
  };
  await using layer = await coldLayer(list, context);
  expect(await toldStart(layer.bootstrap, { PATH })).toMatchObject({ code: 0, stderr: '' });
});

async function taskWith(name: string, bytes: number, listed: string): ReturnType<typeof temporaryFolder> {
  const folder = await temporaryFolder();
  await writeFile(join(folder.path, name), Buffer.alloc(bytes, 'x'));
  const list = { ...COLD_LIST, files: [{ place: 'task', name: listed, bytes }] as const };
  const file = join(folder.path, '.snapboot/hot-pages');
  await mkdir(dirname(file));
  await writeFile(file, bootFile(hotPageRecords(list)));
  return folder;
}
