import { BuildError } from '../build-error.ts';
import type { ImageFile, ImageWord } from './image-file.ts';

/** The limits of the heap that a process is dumped with, in MB; numbers that stand nowhere else. */
export const DUMPED_HEAP = { oldSpace: 2749, youngSpace: 64 } as const;

const MEGABYTE = 1024n * 1024n;
// V8 keeps them in one object, `Heap`: within so many bytes of each other.
const NEAR = 256n;

/**
 * Finds the limits of the heap in an image: V8 (src/heap/heap.h) has that of old objects twice, once doubled for all of
 * the heap, and that of young objects once. The launcher writes what the memory of the function calls for.
 *
 * @throws BuildError when they are not exactly there
 */
export function heapWords(image: ImageFile): readonly ImageWord[] {
  const old = BigInt(DUMPED_HEAP.oldSpace) * MEGABYTE;
  const places = { old: image.find(word(old)), all: image.find(word(2n * old)) };
  const young = image.find(word(BigInt(DUMPED_HEAP.youngSpace) * MEGABYTE));
  const found = places.all.map((all) => ({
    all,
    old: places.old.filter((address) => isNear(address, all)),
    young: young.filter((address) => isNear(address, all)),
  }));
  const [heap, ...others] = found.filter((one) => one.old.length === 2 && one.young.length === 1);
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

function isNear(one: bigint, other: bigint): boolean {
  const distance = one > other ? one - other : other - one;
  return distance <= NEAR;
}

function word(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
