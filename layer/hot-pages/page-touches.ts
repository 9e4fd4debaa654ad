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

/** What two starts have touched: first all of the one, then what only the other has touched. */
export function joinTouches(one: PageTouches, other: PageTouches): PageTouches {
  const files = [...one.files];
  const indexes = other.files.map((file) => {
    const found = files.findIndex((known) => fileKey(known) === fileKey(file));
    return found >= 0 ? found : files.push(file) - 1;
  });
  const seen = new Set(one.touches.map(({ file, page }) => `${file}:${page}`));
  const moved = other.touches.map(({ file, page }) => ({ file: indexes[file] ?? 0, page }));
  return { files, touches: [...one.touches, ...moved.filter(({ file, page }) => !seen.has(`${file}:${page}`))] };
}

/** What tells files apart: one of another size is another one. */
export function fileKey({ place, name, bytes }: HotFile): string {
  return `${place} ${bytes} ${name}`;
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
