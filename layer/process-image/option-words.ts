import { BuildError } from '../build-error.ts';
import { DUMPED_HEAP } from './heap-words.ts';
import { type ImageFile, type ImageWord, wordBytes } from './image-file.ts';

// It would collect all garbage as soon as the process wakes, since so much time has passed. No other start has it.
const OF_THE_BUILD = '--no-memory-reducer';
const OLD_SPACE = '--max-old-space-size=';
const YOUNG_SPACE = '--max-semi-space-size=';
// There is room for whatever the launcher writes in their place.
const DIGITS = 7;

/** What Node.js is started with where it is dumped. */
export const DUMPED_OPTIONS: readonly string[] = [
  OF_THE_BUILD,
  `${OLD_SPACE}${digits(DUMPED_HEAP.oldSpace)}`,
  `${YOUNG_SPACE}${digits(DUMPED_HEAP.youngSpace)}`,
  '--max-http-header-size=81920',
];

// A text of C++ that is longer than 15 bytes: where it is, how long, for how much there is room (libstdc++).
const WORD_BYTES = 8n;
const TEXT_BYTES = 32n;
const SHORT_TEXT_AT = 16n;
const MOST_TEXTS = 64n;

/**
 * Finds the command line that native code of Node.js keeps: workers inherit it, and reports tell it. The option of the
 * build is taken out; in others the launcher writes what the memory of the function calls for.
 *
 * @throws BuildError when it is not there
 */
export function optionWords(image: ImageFile): readonly ImageWord[] {
  for (const address of textsOf(image, OF_THE_BUILD)) takeOut(image, address);
  const [, oldSpace = '', youngSpace = ''] = DUMPED_OPTIONS;
  return [
    ...textsOf(image, oldSpace).map(
      (address): ImageWord => ({ address, kind: 'OLD_SPACE_OPTION', count: OLD_SPACE.length }),
    ),
    ...textsOf(image, youngSpace).map(
      (address): ImageWord => ({ address, kind: 'YOUNG_SPACE_OPTION', count: YOUNG_SPACE.length }),
    ),
  ];
}

function digits(size: number): string {
  return String(size).padStart(DIGITS, '0');
}

function textsOf(image: ImageFile, text: string): readonly bigint[] {
  const contents = image.find(Buffer.from(`${text}\0`));
  const found = contents.flatMap((content) => image.find(Buffer.concat([content, BigInt(text.length)].map(wordBytes))));
  if (found.length === 0) throw new BuildError(`${text} is not where this Node.js is known to have it`);
  return found;
}

/** Out of every list that has it as its first text, or behind the name of the program. */
function takeOut(image: ImageFile, address: bigint): void {
  const lists = [address, address - TEXT_BYTES].flatMap((begin) =>
    image.find(wordBytes(begin)).filter((list) => isList(image, list, begin)),
  );
  const [list] = lists;
  if (list === undefined) return;
  const end = wordAt(image, list + WORD_BYTES);
  for (let next = address + TEXT_BYTES; next < end; next += TEXT_BYTES) moveText(image, next, next - TEXT_BYTES);
  for (const one of lists) image.write(one + WORD_BYTES, wordBytes(end - TEXT_BYTES));
}

/** A list begins somewhere, ends somewhere behind that, and has room up to a third place. */
function isList(image: ImageFile, list: bigint, begin: bigint): boolean {
  const [end, room] = [wordAt(image, list + WORD_BYTES), wordAt(image, list + 2n * WORD_BYTES)];
  const bytes = end - begin;
  return bytes > TEXT_BYTES && bytes % TEXT_BYTES === 0n && bytes <= MOST_TEXTS * TEXT_BYTES && room >= end;
}

/** A short text is in its object, which points to itself. */
function moveText(image: ImageFile, from: bigint, to: bigint): void {
  const object = Buffer.from(image.read(from, Number(TEXT_BYTES)) ?? Buffer.alloc(Number(TEXT_BYTES)));
  if (object.readBigUInt64LE() === from + SHORT_TEXT_AT) object.writeBigUInt64LE(to + SHORT_TEXT_AT);
  image.write(to, object);
}

function wordAt(image: ImageFile, address: bigint): bigint {
  return image.read(address, Number(WORD_BYTES))?.readBigUInt64LE() ?? 0n;
}
