import { BuildError } from '../build-error.ts';
import { DUMPED_HEAP } from './heap-words.ts';
import type { ImageFile, ImageWord } from './image-file.ts';

const MEGABYTE = 1024n * 1024n;
const WORD_BYTES = 8;
const MOST = BigInt(DUMPED_HEAP.youngSpace) * MEGABYTE;
// V8 (src/heap/heap.h): kMinSemiSpaceSize, which the space of young objects begins with.
const LEAST = MEGABYTE;

/**
 * Finds how large the space of young objects may become, as that space keeps it for itself (V8, src/heap/new-spaces.h): the
 * least and the most that each half may take, the page that is filled now, and how large a half is to be.
 *
 * @throws BuildError when it is not exactly there
 */
export function newSpaceWords(image: ImageFile): readonly ImageWord[] {
  const pair = Buffer.concat([word(LEAST), word(MOST)]);
  const found = image.find(pair).filter((address) => isSpace(image, address));
  if (found.length !== 1) {
    throw new BuildError(
      `the size of the space of young objects is not where this Node.js is known to have it (${found.length})`,
    );
  }
  return found.map((address) => ({ address: address + BigInt(WORD_BYTES), kind: 'YOUNG_SPACE_LIMIT', count: 1 }));
}

/** Numbers of the same size stand elsewhere as well, by chance. */
function isSpace(image: ImageFile, address: bigint): boolean {
  const rest = image.read(address + BigInt(2 * WORD_BYTES), 2 * WORD_BYTES);
  if (rest === undefined) return false;
  const page = rest.readBigUInt64LE(0);
  const size = rest.readBigUInt64LE(WORD_BYTES);
  const isPage = image.maps.some((map) => page >= map.address && page < map.address + BigInt(map.bytes));
  return isPage && size >= LEAST && size <= MOST && (size & (size - 1n)) === 0n;
}

function word(value: bigint): Buffer {
  const bytes = Buffer.alloc(WORD_BYTES);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
