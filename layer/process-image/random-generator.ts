import { BuildError } from '../build-error.ts';
import { type ImageFile, type ImageMap, type ImageWord, wordBytes } from './image-file.ts';
import { IMAGE_SOURCES } from './image-format.ts';

const WORD_BYTES = 8;
const SEED_BYTES = 8;
const CACHE_NUMBERS = 64;
const WRITABLE = 2;
const UPPER_AT = 6;
// How often anybody may have drawn from it since, such as for the hash of an object.
const MOST_LATER_DRAWS = 8;
// What the upper eight bits of a sum are.
const SHIFT = 56n;

type State = readonly [one: bigint, other: bigint];

/**
 * Finds the generator of random numbers that V8 has for all of a process: a new context of `node:vm` seeds its own
 * `Math.random` from it, and objects get their hashes. The launcher writes random bits in its place.
 *
 * @param context the state of the `Math.random` of a context that was made last, once it has filled its store
 * @throws BuildError when it is not there
 */
export function generatorWords(image: ImageFile, context: State): readonly ImageWord[] {
  const seed = seedOf(context);
  const found = image.maps.filter(isOfAllocator).flatMap((map) => generatorsIn(image, map, seed));
  if (found.length === 0) throw new BuildError('the generator of random numbers is not where V8 is known to have it');
  return found.map((address): ImageWord => ({ address, kind: 'RANDOM_BITS', count: 2 }));
}

/** V8 draws the addresses of its heap; what the allocator has lies where the kernel has put it. */
function isOfAllocator({ source, access }: ImageMap): boolean {
  return source === IMAGE_SOURCES.FROM_IMAGE && (access & WRITABLE) !== 0;
}

/** V8 (src/numbers/math-random.cc): the two words of a new state are hashes of the seed, and of its complement. */
function seedOf(state: State): Buffer {
  let first = state;
  for (let number = 0; number < CACHE_NUMBERS; number++) first = stepBack(first);
  const seed = unhash(first[0]);
  if (hash(BigInt.asUintN(64, ~seed)) !== first[1]) {
    throw new BuildError('the random numbers of a context are not seeded as V8 is known to do it');
  }
  return wordBytes(seed);
}

/** Where two words are that have given these bytes, one after the other, and little since. */
function generatorsIn(image: ImageFile, { address, bytes }: ImageMap, seed: Buffer): readonly bigint[] {
  const memory = image.read(address, bytes);
  if (memory === undefined) return [];
  const found: bigint[] = [];
  for (let at = 0; at + 2 * WORD_BYTES <= memory.length; at += WORD_BYTES) {
    // Most words are addresses and small numbers, which no random word is.
    if (memory.readUInt16LE(at + UPPER_AT) === 0 || memory.readUInt16LE(at + WORD_BYTES + UPPER_AT) === 0) continue;
    const state = [memory.readBigUInt64LE(at), memory.readBigUInt64LE(at + WORD_BYTES)] as const;
    if (hasGiven(state, seed)) found.push(address + BigInt(at));
  }
  return found;
}

function hasGiven(state: State, seed: Buffer): boolean {
  let last = state;
  for (let later = 0; later <= MOST_LATER_DRAWS; later++) {
    if (givesInTurn(last, seed)) return true;
    last = stepBack(last);
  }
  return false;
}

/** V8 (src/base/utils/random-number-generator.cc): eight bits of each sum. */
function givesInTurn(state: State, seed: Buffer): boolean {
  let [one, other] = state;
  for (let at = SEED_BYTES - 1; at >= 0; at--) {
    if (Number(BigInt.asUintN(64, one + other) >> SHIFT) !== seed[at]) return false;
    [one, other] = stepBack([one, other]);
  }
  return true;
}

/** Undoes a step of XorShift128 (src/base/utils/random-number-generator.h). */
function stepBack([one, other]: State): State {
  const mixed = other ^ one ^ (one >> 26n);
  const shifted = mixed ^ (mixed >> 17n) ^ (mixed >> 34n) ^ (mixed >> 51n);
  return [BigInt.asUintN(64, shifted ^ (shifted << 23n) ^ (shifted << 46n)), one];
}

const FACTORS = [0xff51afd7ed558ccdn, 0xc4ceb9fe1a85ec53n] as const;
// What undoes them, modulo 2^64.
const INVERSES = [0x4f74430c22a54005n, 0x9cb4b2f8129337dbn] as const;

/** The end of MurmurHash3. */
function hash(value: bigint): bigint {
  let mixed = value ^ (value >> 33n);
  for (const factor of FACTORS) {
    mixed = BigInt.asUintN(64, mixed * factor);
    mixed ^= mixed >> 33n;
  }
  return mixed;
}

function unhash(value: bigint): bigint {
  let mixed = value;
  for (const inverse of INVERSES.toReversed()) {
    mixed ^= mixed >> 33n;
    mixed = BigInt.asUintN(64, mixed * inverse);
  }
  return mixed ^ (mixed >> 33n);
}
