import { type HotFile, type HotPages, type HotRange, PAGE_BYTES } from './hot-pages.ts';
import { fileKey, type PageTouches, pickTouches } from './page-touches.ts';

interface Run extends HotRange {
  /** Place of its first page in the order of touches. */
  readonly order: number;
}

/** A read costs more than so many pages that nobody needs. */
export const MOST_GAP_PAGES = 8;

/**
 * Makes ranges of pages, in the order in which the first page of each was touched. Pages that nobody touches are taken
 * with them where they lie between two of the same file that are, no more than the given number at a place.
 */
export function mergePages({ files, touches }: PageTouches, mostGapPages: number = MOST_GAP_PAGES): HotPages {
  const orders = files.map(() => new Map<number, number>());
  for (const [order, { file, page }] of touches.entries()) {
    const known = orders[file];
    const ends = page * PAGE_BYTES >= (files[file]?.bytes ?? 0);
    if (known !== undefined && !ends && !known.has(page)) known.set(page, order);
  }
  const runs = orders.flatMap((pages, file) => runsOf(pages, file, mostGapPages));
  const ranges = runs.toSorted((one, other) => one.order - other.order);
  return { files, ranges: ranges.map(({ file, firstPage, pages }) => ({ file, firstPage, pages })) };
}

/** @param orders place of each page in the order of touches */
function runsOf(orders: ReadonlyMap<number, number>, file: number, mostGapPages: number): readonly Run[] {
  const runs: Run[] = [];
  for (const [page, order] of [...orders].toSorted(([one], [other]) => one - other)) {
    const last = runs.at(-1);
    if (last === undefined || page - (last.firstPage + last.pages) > mostGapPages) {
      runs.push({ file, firstPage: page, pages: 1, order });
    } else {
      const pages = page - last.firstPage + 1;
      runs[runs.length - 1] = { ...last, pages, order: Math.min(last.order, order) };
    }
  }
  return runs;
}

/** What was touched beyond what a list has already: of the files that it does not have, and elsewhere in those it has. */
export function touchesBeyond(touches: PageTouches, known: HotPages): PageTouches {
  const ranges = Map.groupBy(known.ranges, ({ file }) => fileKey(known.files[file] as HotFile));
  return pickTouches(touches, (file, page) => {
    const taken = ranges.get(fileKey(file)) ?? [];
    return !taken.some(({ firstPage, pages }) => page >= firstPage && page < firstPage + pages);
  });
}
