import type { ImageFile, ImageWord } from './image-file.ts';

const MEGABYTE = 1024 * 1024;
// V8 (src/heap/heap.h): kMaxInitialOldGenerationSize, which the limit that a process is dumped with is far above.
const MOST_AT_FIRST = 512 * MEGABYTE;

/** Where a version of Node.js has these numbers, in bytes from the limit of all of the heap. */
interface Places {
  /** What the first collection of old objects began with. */
  readonly first: bigint;
  /** What the next one begins with: in old space, and behind it in all spaces. */
  readonly next: bigint;
}

// Read off processes that were started with heaps of several sizes.
const PLACES: Readonly<Record<string, Places>> = {
  '24.21.0': { first: 0x18n, next: 0x5f8n },
  '26.10.0': { first: -0x28n, next: 0x30n },
};

/**
 * Finds when V8 collects old objects next. The build has collected some already, and few were left, so that a process which
 * wakes would collect again after a few megabytes; the launcher writes what a process begins with. None are given for
 * another version of Node.js, or where the numbers are not such: what is written there would be something else.
 *
 * @param limits the limits of the heap
 */
export function firstCollectionWords(
  image: ImageFile,
  limits: readonly ImageWord[],
  nodeVersion: string,
): readonly ImageWord[] {
  const places = PLACES[nodeVersion];
  const all = limits.find(({ kind }) => kind === 'OLD_SPACE_LIMIT_TWICE')?.address;
  if (places === undefined || all === undefined) return [];
  const first = numberAt(image, all + places.first);
  const next = numberAt(image, all + places.next);
  const ofAll = numberAt(image, all + places.next + 8n);
  if (first !== MOST_AT_FIRST || next < MEGABYTE || next > ofAll || ofAll > 2 * MOST_AT_FIRST) return [];
  return [
    { address: all + places.first, kind: 'FIRST_COLLECTION_AT', count: 1 },
    { address: all + places.next, kind: 'FIRST_COLLECTION_AT', count: 1 },
    { address: all + places.next + 8n, kind: 'FIRST_COLLECTION_OF_ALL_AT', count: 1 },
  ];
}

function numberAt(image: ImageFile, address: bigint): number {
  return Number(image.read(address, 8)?.readBigUInt64LE() ?? 0n);
}
