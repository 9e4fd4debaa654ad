import { expect, test } from 'vitest';
import { BOOT_SIZES } from '../../../../layer/boot-file/boot-format.ts';
import { hotPageRecords } from '../../../../layer/boot-file/hot-page-records.ts';
import type { HotFile } from '../../../../layer/hot-pages/hot-pages.ts';

const FILE: HotFile = { place: 'task', name: 'a.js', bytes: 10_000 };

test('a range of more pages than two bytes can count becomes several, which cover the same', () => {
  const ranges = [{ file: 0, firstPage: 7, pages: 150_000 }];
  const content = rangesOf([FILE], ranges);
  expect(content.map(({ firstPage, pages }) => [firstPage, pages])).toEqual([
    [7, 65_535],
    [65_542, 65_535],
    [131_077, 18_930],
  ]);
});

test('files beyond those that the launcher has room for are left out with their ranges', () => {
  const count = BOOT_SIZES.MAX_HOT_FILES + 10;
  const files = Array.from({ length: count }, (_, index) => ({ ...FILE, name: `${index}.js` }));
  const ranges = files.map((_, file) => ({ file, firstPage: 0, pages: 1 }));
  const records = hotPageRecords({ files, ranges });
  expect(records.filter(({ kind }) => kind === 'HOT_FILE')).toHaveLength(BOOT_SIZES.MAX_HOT_FILES);
  expect(rangesOf(files, ranges).at(-1)?.file).toBe(BOOT_SIZES.MAX_HOT_FILES - 1);
});

function rangesOf(files: readonly HotFile[], ranges: Parameters<typeof hotPageRecords>[0]['ranges']) {
  const content =
    hotPageRecords({ files, ranges }).find(({ kind }) => kind === 'HOT_RANGES')?.content ?? Buffer.alloc(0);
  const count = content.length / BOOT_SIZES.HOT_RANGE_BYTES;
  return Array.from({ length: count }, (_, index) => {
    const at = content.subarray(index * BOOT_SIZES.HOT_RANGE_BYTES);
    return { file: at.readUInt16LE(0), pages: at.readUInt16LE(2), firstPage: at.readUInt32LE(4) };
  });
}
