// Where in a source map what is: beside it as `index.js.map.index`, so that of a map of megabytes only what one place
// needs is read. All numbers have 32 bits and are little-endian:
//
//   CRC-32 of all that follows | tag | the script: bytes, CRC-32 | blocks B | sources S
//   B × ( line | column | source | original line | original column | part of the map: begins at, bytes, CRC-32 )
//   S + 1 × where in this file the name of the source begins, and the one before ends
//   names of the sources, UTF-8
//
// A block is some segments of the map's `mappings`: the first one as numbers, all counted from zero, the others as the
// text that follows it there. Blocks are in the order of the script, and so are the segments.
import type { ScriptStamp } from './code-file.ts';

/** Some segments of a source map. */
export interface MapBlock {
  readonly first: MapSegment;
  /** Where in the file of the map the text of the others is. */
  readonly begin: number;
  readonly bytes: number;
  /** CRC-32 of that. */
  readonly checksum: number;
}

/** A place in a script, and the one in a source that it comes from; both are counted from zero. */
export type MapSegment = readonly [
  line: number,
  column: number,
  source: number,
  originalLine: number,
  originalColumn: number,
];

export type Checksum = (bytes: Uint8Array) => number;

// 'sbm' and the version of this format.
const TAG = 0x016d6273;
const NUMBER_BYTES = 4;
const HEAD = 6;
const BLOCK = 8;

/** The bytes of the file. */
export function encodeMapIndex(
  script: ScriptStamp,
  blocks: readonly MapBlock[],
  sources: readonly string[],
  checksum: Checksum,
): Buffer {
  const names = sources.map((source) => Buffer.from(source));
  const begins = [(HEAD + BLOCK * blocks.length + names.length + 1) * NUMBER_BYTES];
  for (const name of names) begins.push((begins.at(-1) ?? 0) + name.length);
  const rows = blocks.flatMap(({ first, begin, bytes, checksum: sum }) => [...first, begin, bytes, sum]);
  const head = [TAG, script.bytes, script.checksum, blocks.length, names.length];
  const checked = Buffer.concat([numbers([...head, ...rows, ...begins]), ...names]);
  return Buffer.concat([numbers([checksum(checked)]), checked]);
}

/** Whether that is such a file, of this script and whole. */
export function isMapIndex(file: Buffer, script: ScriptStamp, checksum: Checksum): boolean {
  if (file.length < HEAD * NUMBER_BYTES || checksum(file.subarray(NUMBER_BYTES)) !== numberAt(file, 0)) return false;
  const wanted = [TAG, script.bytes, script.checksum];
  return wanted.every((number, index) => numberAt(file, index + 1) === number);
}

/** The last block that begins at a place of the script, or before it. */
export function blockAt(file: Buffer, line: number, column: number): MapBlock | undefined {
  let [low, high] = [0, numberAt(file, 4)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = HEAD + middle * BLOCK;
    const isBeyond = (numberAt(file, at) - line || numberAt(file, at + 1) - column) > 0;
    if (isBeyond) high = middle;
    else low = middle + 1;
  }
  return low === 0 ? undefined : readBlock(file, HEAD + (low - 1) * BLOCK);
}

/** The name of a source; empty where it has none. */
export function sourceName(file: Buffer, source: number): string {
  const at = HEAD + BLOCK * numberAt(file, 4) + source;
  return file.toString('utf8', numberAt(file, at), numberAt(file, at + 1));
}

function readBlock(file: Buffer, at: number): MapBlock {
  const number = (index: number): number => numberAt(file, at + index);
  return {
    first: [number(0), number(1), number(2), number(3), number(4)],
    begin: number(5),
    bytes: number(6),
    checksum: number(7),
  };
}

function numberAt(file: Buffer, index: number): number {
  return file.readUInt32LE(index * NUMBER_BYTES);
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * NUMBER_BYTES);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * NUMBER_BYTES);
  return bytes;
}
