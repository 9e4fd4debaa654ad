import { type HotFile, PAGE_BYTES } from './hot-pages.ts';
import type { StorageRead } from './tree/watched-tree.ts';

/** A page of a file when it is touched for the first time. */
export interface PageTouch {
  /** Index into the files. */
  readonly file: number;
  readonly page: number;
}

/** What a start has touched. */
export interface PageTouches {
  readonly files: readonly HotFile[];
  /** In their order, each page once. */
  readonly touches: readonly PageTouch[];
}

/**
 * The pages that reads have touched, of files that are known.
 *
 * @param hotFiles by their paths
 */
export function touchesOf(reads: readonly StorageRead[], hotFiles: ReadonlyMap<string, HotFile>): PageTouches {
  const indexes = new Map<string, number>();
  const files: HotFile[] = [];
  const seen = new Set<string>();
  const touches: PageTouch[] = [];
  for (const { path, offset, bytes } of reads) {
    const hotFile = hotFiles.get(path);
    if (hotFile === undefined) continue;
    const file = indexes.get(path) ?? files.push(hotFile) - 1;
    indexes.set(path, file);
    for (let page = Math.floor(offset / PAGE_BYTES); page * PAGE_BYTES < offset + bytes; page++) {
      const key = `${file}:${page}`;
      if (!seen.has(key)) touches.push({ file, page });
      seen.add(key);
    }
  }
  return { files, touches };
}

/** Those touches that are wanted, and their files. */
export function pickTouches(
  { files, touches }: PageTouches,
  isWanted: (file: HotFile, page: number) => boolean,
): PageTouches {
  const picked = touches.filter(({ file, page }) => isWanted(files[file] as HotFile, page));
  const left = [...new Set(picked.map(({ file }) => file))];
  const indexes = new Map(left.map((file, index) => [file, index]));
  return {
    files: left.map((file) => files[file] as HotFile),
    touches: picked.map(({ file, page }) => ({ file: indexes.get(file) ?? 0, page })),
  };
}
