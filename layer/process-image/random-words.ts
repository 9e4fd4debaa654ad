import { BuildError } from '../build-error.ts';
import { type ImageFile, type ImageWord, wordBytes } from './image-file.ts';

const WORD_BYTES = 8;
// V8 (src/numbers/math-random.h): so many numbers are drawn ahead, and taken from the last one on.
const CACHE_NUMBERS = 64;
// The length of an array, and of the state behind the numbers, stands before them in the upper half of a word.
const CACHE_LENGTH = BigInt(CACHE_NUMBERS) << 32n;
const STATE_LENGTH = 16n << 32n;
// A number has the upper bits of the state's first word, from Node.js 26 on of the sum of both.
const NUMBER_BITS = 52n;

/**
 * The state that the `Math.random` of a context draws from.
 *
 * @param drawn the bytes of the number that it gave last
 * @throws BuildError when it is not there
 */
export function randomState(image: ImageFile, drawn: Buffer): readonly [bigint, bigint] {
  const [word] = randomWords(image, [drawn]).filter(({ kind }) => kind === 'RANDOM_BITS');
  const state = word && image.read(word.address, 2 * WORD_BYTES);
  return [state?.readBigUInt64LE(0) ?? 0n, state?.readBigUInt64LE(WORD_BYTES) ?? 0n];
}

/**
 * Finds what `Math.random` will give in a process that wakes from an image: the numbers that V8 has drawn ahead, and the
 * state that it draws more from. The launcher writes random ones in their place.
 *
 * @param drawn the bytes of the last numbers that were drawn, in order
 * @throws BuildError when they are not there
 */
export function randomWords(image: ImageFile, drawn: readonly Buffer[]): readonly ImageWord[] {
  const caches = image
    .find(Buffer.concat([...drawn].reverse()))
    .map((address) => beginOf(image, address))
    .filter((address) => address !== undefined);
  const states = caches.flatMap((cache) => statesOf(image, cache));
  if (caches.length === 0 || states.length === 0) {
    throw new BuildError(
      `what Math.random draws from is not where this Node.js is known to have it (${caches.length}, ${states.length})`,
    );
  }
  return [
    ...caches.map((address): ImageWord => ({ address, kind: 'RANDOM_FRACTION', count: CACHE_NUMBERS })),
    ...[...new Set(states)].map((address): ImageWord => ({ address, kind: 'RANDOM_BITS', count: 2 })),
  ];
}

/** Where the numbers begin of which these are some. */
function beginOf(image: ImageFile, address: bigint): bigint | undefined {
  for (let back = 0; back < CACHE_NUMBERS; back++) {
    const begin = address - BigInt(back * WORD_BYTES);
    const length = image.read(begin - BigInt(WORD_BYTES), WORD_BYTES)?.readBigUInt64LE();
    if (length === CACHE_LENGTH) return begin;
  }
  return undefined;
}

/** Where the state is that a cache was filled from: it gave the last number of it. */
function statesOf(image: ImageFile, cache: bigint): readonly bigint[] {
  const last = image.read(cache + BigInt((CACHE_NUMBERS - 1) * WORD_BYTES), WORD_BYTES)?.readDoubleLE() ?? 0;
  return image
    .find(wordBytes(STATE_LENGTH))
    .map((address) => address + BigInt(WORD_BYTES))
    .filter((state) => numbersOf(image.read(state, 2 * WORD_BYTES)).includes(bitsOf(last)));
}

function numbersOf(state: Buffer | undefined): readonly bigint[] {
  if (state === undefined) return [];
  const first = state.readBigUInt64LE();
  return [first, first + state.readBigUInt64LE(WORD_BYTES)].map(
    (sum) => BigInt.asUintN(64, sum) >> (64n - NUMBER_BITS),
  );
}

function bitsOf(number: number): bigint {
  return BigInt(Math.floor(number * 2 ** Number(NUMBER_BITS)));
}
