import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HotPages, type HotRange, PAGE_BYTES } from '../../../../layer/hot-pages/hot-pages.ts';
import { MOST_GAP_PAGES, mergePages, touchesBeyond } from '../../../../layer/hot-pages/merge-pages.ts';
import type { PageTouches } from '../../../../layer/hot-pages/page-touches.ts';

const NODE = { place: 'layer', name: 'bin/node', bytes: 1000 * PAGE_BYTES } as const;
const LIBRARY = { place: 'library', name: 'libc.so.6', bytes: 10 * PAGE_BYTES + 1 } as const;
const FILES = [NODE, LIBRARY];

function touched(...pages: readonly (readonly [file: number, page: number])[]): PageTouches {
  return { files: FILES, touches: pages.map(([file, page]) => ({ file, page })) };
}

function shape({ ranges }: HotPages): readonly (readonly [file: number, firstPage: number, pages: number])[] {
  return ranges.map(({ file, firstPage, pages }) => [file, firstPage, pages]);
}

test('pages that follow one another are one range', () => {
  expect(shape(mergePages(touched([0, 5], [0, 7], [0, 6])))).toEqual([[0, 5, 3]]);
});

test('up to eight pages that nobody touches are read with those around them', () => {
  expect(shape(mergePages(touched([0, 0], [0, 9])))).toEqual([[0, 0, 10]]);
  expect(shape(mergePages(touched([0, 0], [0, 10])))).toEqual([
    [0, 0, 1],
    [0, 10, 1],
  ]);
});

test('ranges are in the order in which a page of them was touched first, whatever file they are of', () => {
  expect(shape(mergePages(touched([0, 501], [1, 3], [0, 100], [0, 500])))).toEqual([
    [0, 500, 2],
    [1, 3, 1],
    [0, 100, 1],
  ]);
});

test('the last page of a file is part of it, and nothing behind that', () => {
  expect(shape(mergePages(touched([1, 11], [1, 10], [1, 12])))).toEqual([[1, 10, 1]]);
});

const anyTouches = fc.array(fc.record({ file: fc.nat(1), page: fc.nat(60) }), { maxLength: 80 });

test('every touched page is in exactly one range, and a range begins and ends with a touched one', () => {
  fc.assert(
    fc.property(anyTouches, fc.nat(12), (touches, gap) => {
      const { ranges } = mergePages({ files: FILES, touches }, gap);
      const has = ({ firstPage, pages }: HotRange, page: number) => page >= firstPage && page < firstPage + pages;
      for (const { file, page } of touches.filter((each) => each.page * PAGE_BYTES < (FILES[each.file]?.bytes ?? 0))) {
        expect(ranges.filter((range) => range.file === file && has(range, page))).toHaveLength(1);
      }
      for (const { file, firstPage, pages } of ranges) {
        for (const page of [firstPage, firstPage + pages - 1]) expect(touches).toContainEqual({ file, page });
        expect((firstPage + pages - 1) * PAGE_BYTES).toBeLessThan(FILES[file]?.bytes ?? 0);
      }
    }),
  );
});

test('between two ranges of a file lie more pages than the gap, and between two touches in one no more', () => {
  fc.assert(
    fc.property(anyTouches, fc.nat(12), (touches, gap) => {
      const { ranges } = mergePages({ files: FILES, touches }, gap);
      const rangeOf = (file: number, page: number) =>
        ranges.find((range) => range.file === file && page >= range.firstPage && page < range.firstPage + range.pages);
      for (const [file, { bytes }] of FILES.entries()) {
        const own = touches.filter((each) => each.file === file && each.page * PAGE_BYTES < bytes);
        const pages = own.map(({ page }) => page).toSorted((a, b) => a - b);
        for (const [one, other] of pages.slice(1).map((page, index) => [pages[index] ?? 0, page] as const)) {
          expect(rangeOf(file, one) === rangeOf(file, other)).toBe(other - one - 1 <= gap);
        }
      }
    }),
  );
});

test('the order of ranges is that of the first touches in them', () => {
  fc.assert(
    fc.property(anyTouches, (touches) => {
      const { ranges } = mergePages({ files: FILES, touches });
      const firsts = ranges.map(({ file, firstPage, pages }) =>
        touches.findIndex((each) => each.file === file && each.page >= firstPage && each.page < firstPage + pages),
      );
      expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
    }),
  );
});

test('what a list has already is not touched beyond it, nor are files without anything left', () => {
  const known = mergePages(touched([0, 4], [0, 4 + MOST_GAP_PAGES], [1, 2]));
  const beyond = touchesBeyond(touched([1, 2], [0, 3], [0, 7]), known);
  expect(beyond).toEqual({ files: [NODE], touches: [{ file: 0, page: 3 }] });
});

test('a file of another size is another one', () => {
  const known = mergePages(touched([0, 4]));
  const other = { ...NODE, bytes: NODE.bytes + 1 };
  const touches = { files: [other], touches: [{ file: 0, page: 4 }] };
  expect(touchesBeyond(touches, known)).toEqual(touches);
});
