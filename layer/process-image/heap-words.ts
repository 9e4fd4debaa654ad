import { BuildError } from '../build-error.ts';
import { type ImageFile, type ImageWord, wordBytes } from './image-file.ts';

/** The limits of the heap that a process is dumped with, in MB; numbers that stand nowhere else. */
export const DUMPED_HEAP = { oldSpace: 2749, youngSpace: 64 } as const;

const MEGABYTE = 1024n * 1024n;
const WORD_BYTES = 8n;
const PAGE_BYTES = 256n * 1024n;
// What V8 has in one object stands within so many bytes of each other.
const NEAR = 256n;
// Where V8 has the spaces of the heap, behind the limit of young objects.
const SPACES_BYTES = 512n;
const SPACE_BYTES = 1024n;
// How far behind the address of its heap a space has the most that it ever took (src/heap/base-space.h).
const MOST_COMMITTED_AT = 3n * WORD_BYTES;

/** The limits of one heap. */
interface HeapLimits {
  /** Of old objects and young ones. */
  readonly all: bigint;
  readonly old: readonly bigint[];
  readonly young: readonly bigint[];
}

/**
 * Finds the limits of the heap in an image: V8 has that of old objects twice, once doubled for all of the heap, and that of
 * young objects once, all in `Heap` (src/heap/heap.h), or from Node.js 26 on that of young objects there and the others in
 * an object which points to it. The space of young objects has its limit once more. The launcher writes what the memory of
 * the function calls for.
 *
 * @throws BuildError when they are not exactly there
 */
export function heapWords(image: ImageFile): readonly ImageWord[] {
  const old = image.find(wordBytes(BigInt(DUMPED_HEAP.oldSpace) * MEGABYTE));
  const all = image.find(wordBytes(2n * BigInt(DUMPED_HEAP.oldSpace) * MEGABYTE));
  const young = image.find(wordBytes(BigInt(DUMPED_HEAP.youngSpace) * MEGABYTE));
  const found = all.map((address) => limitsAt(image, address, { old, young }));
  const [heap, ...others] = found.filter((one) => one.old.length === 2 && one.young.length === 2);
  if (heap === undefined || others.length > 0) {
    const counts = found.map((one) => `${one.old.length} and ${one.young.length}`).join(', ');
    throw new BuildError(
      `the limits of the heap are not where this Node.js is known to have them (${counts || 'none'})`,
    );
  }
  return [
    ...heap.old.map((address): ImageWord => ({ address, kind: 'OLD_SPACE_LIMIT', count: 1 })),
    { address: heap.all, kind: 'OLD_SPACE_LIMIT_TWICE', count: 1 },
    ...heap.young.map((address): ImageWord => ({ address, kind: 'YOUNG_SPACE_LIMIT', count: 1 })),
  ];
}

/** Those that belong to the limit of all. */
function limitsAt(image: ImageFile, all: bigint, { old, young }: Omit<HeapLimits, 'all'>): HeapLimits {
  const inHeap = youngNear(image, all, young);
  const inSpace = inHeap.flatMap((address) => youngInSpace(image, address, young));
  return { all, old: old.filter((address) => isNear(address, all)), young: [...inHeap, ...inSpace] };
}

/** Those in the same object, or else in one that it points to. */
function youngNear(image: ImageFile, address: bigint, young: readonly bigint[]): readonly bigint[] {
  const same = young.filter((one) => isNear(one, address));
  if (same.length > 0) return same;
  const heaps = wordsAt(image, address - NEAR, NEAR);
  return young.filter((one) => heaps.some((heap) => one > heap && isNear(one, heap)));
}

/** Those in a space that the heap points to, and which points to the heap. */
function youngInSpace(image: ImageFile, inHeap: bigint, young: readonly bigint[]): readonly bigint[] {
  const spaces = wordsAt(image, inHeap, SPACES_BYTES).filter((space) =>
    wordsAt(image, space + WORD_BYTES, WORD_BYTES).some((word) => isHeapOf(inHeap, word)),
  );
  const found = young.filter((one) => spaces.some((space) => one > space && one - space < SPACE_BYTES));
  if (found.length <= 1) return found;
  // Memory that is described by bits has the same number here and there.
  return found.filter((address) => isBehindCapacity(image, address) && !isMostCommitted(image, address, inHeap));
}

/** Before its limit a space has how large it is or begins: whole pages of V8. */
function isBehindCapacity(image: ImageFile, limit: bigint): boolean {
  const [capacity = 0n] = wordsAt(image, limit - WORD_BYTES, WORD_BYTES);
  return capacity > 0n && capacity % PAGE_BYTES === 0n && capacity <= BigInt(DUMPED_HEAP.youngSpace) * MEGABYTE;
}

/** A space that has once been as large as it may become remembers that. */
function isMostCommitted(image: ImageFile, address: bigint, inHeap: bigint): boolean {
  return wordsAt(image, address - MOST_COMMITTED_AT, WORD_BYTES).some((word) => isHeapOf(inHeap, word));
}

/** Whether a word is the address of the heap that an address lies in. */
function isHeapOf(inHeap: bigint, word: bigint): boolean {
  return word < inHeap && isNear(word, inHeap);
}

function wordsAt(image: ImageFile, address: bigint, bytes: bigint): readonly bigint[] {
  const content = image.read(address, Number(bytes)) ?? Buffer.alloc(0);
  return Array.from({ length: content.length / Number(WORD_BYTES) }, (_, at) =>
    content.readBigUInt64LE(at * Number(WORD_BYTES)),
  );
}

function isNear(one: bigint, other: bigint): boolean {
  const distance = one > other ? one - other : other - one;
  return distance <= NEAR;
}
