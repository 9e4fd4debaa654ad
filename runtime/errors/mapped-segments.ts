import type { MapSegment } from '../file-formats/map-index.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUE_BITS = 5;
const CONTINUES = 1 << VALUE_BITS;

/**
 * The last segment of a line that begins at a column or before it, of some that follow each other in the `mappings` of a
 * source map; undefined where the line has none there, or one that comes from no source.
 *
 * @param rest the text of those after the first one
 */
export function segmentAt(first: MapSegment, rest: string, line: number, column: number): MapSegment | undefined {
  const at: [...MapSegment] = [...first];
  let last: MapSegment | undefined = first;
  for (const part of rest.replaceAll(';', ',;,').split(',')) {
    if (part === '') continue;
    const numbers = part === ';' ? nextLine(at) : move(at, part);
    if ((at[0] - line || at[1] - column) > 0) break;
    last = numbers > 1 ? [...at] : undefined;
  }
  return last?.[0] === line ? last : undefined;
}

function nextLine(at: number[]): number {
  at[0] = (at[0] ?? 0) + 1;
  at[1] = 0;
  return 0;
}

/** Adds the numbers of a segment, which are differences, and gives how many they are. */
function move(at: number[], segment: string): number {
  let numbers = 0;
  let value = 0;
  let shift = 0;
  // By index: this runs a thousand times before V8 compiles it.
  for (let index = 0; index < segment.length; index++) {
    const bits = DIGITS.indexOf(segment.charAt(index));
    value |= (bits & (CONTINUES - 1)) << shift;
    shift += VALUE_BITS;
    if ((bits & CONTINUES) !== 0) continue;
    numbers++;
    // The lowest bit is the sign.
    at[numbers] = (at[numbers] ?? 0) + ((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
