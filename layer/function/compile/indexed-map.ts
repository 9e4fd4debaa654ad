import { crc32 } from 'node:zlib';
import { decodedMappings, encodedMappings, type SourceMapSegment, TraceMap } from '@jridgewell/trace-mapping';
import type { ScriptStamp } from '../../../runtime/file-formats/code-file.ts';
import { encodeMapIndex, type MapBlock, type MapSegment } from '../../../runtime/file-formats/map-index.ts';

/** A source map, and the index by which the runtime finds places in it. */
export interface IndexedMap {
  readonly map: string;
  readonly index: Buffer;
}

interface PlacedSegment {
  readonly line: number;
  readonly segment: SourceMapSegment;
  /** Where its text is in the `mappings`. */
  readonly begin: number;
  readonly end: number;
}

// The more, the longer it takes to find a place in one; the fewer, the larger is the index, whose tables are read whole.
const BLOCK_SEGMENTS = 128;

/**
 * Makes the index of a source map. The map says the same as before, in the order and the form that the index counts on.
 *
 * @param map JSON text
 * @param script what it is the map of
 */
export function indexedMap(map: string, script: ScriptStamp): IndexedMap {
  const { mappings: _, ...facts } = JSON.parse(map);
  const lines = decodedMappings(new TraceMap(map));
  const mappings = encodedMappings(new TraceMap({ ...facts, mappings: lines }));
  // They come last, so that their place is known: JSON writes each of their characters as it is.
  const text = JSON.stringify({ ...facts, mappings });
  const begin = Buffer.byteLength(text) - mappings.length - '"}'.length;
  const sources = (facts.sources as readonly (string | null)[]).map((source) => source ?? '');
  const blocks = blocksOf(placedSegments(lines, mappings), mappings, begin);
  return { map: text, index: encodeMapIndex(script, blocks, sources, crc32) };
}

function placedSegments(lines: readonly (readonly SourceMapSegment[])[], mappings: string): PlacedSegment[] {
  const placed: PlacedSegment[] = [];
  let begin = 0;
  for (const [line, text] of mappings.split(';').entries()) {
    for (const [index, segmentText] of text === '' ? [] : text.split(',').entries()) {
      const segment = lines[line]?.[index];
      const end = begin + segmentText.length;
      if (segment !== undefined) placed.push({ line, segment, begin, end });
      begin = end + 1;
    }
    // Each separator has been counted as that of a segment, but for lines without any.
    if (text === '') begin++;
  }
  return placed;
}

/** @param begin where the `mappings` begin in the file */
function blocksOf(segments: readonly PlacedSegment[], mappings: string, begin: number): MapBlock[] {
  const blocks: MapBlock[] = [];
  let at = nextMapped(segments, 0);
  for (let first = segments[at]; first !== undefined; first = segments[at]) {
    at = nextMapped(segments, at + BLOCK_SEGMENTS);
    const rest = mappings.slice(first.end, segments[at]?.begin);
    blocks.push({ first: numbersOf(first), begin: begin + first.end, bytes: rest.length, checksum: crc32(rest) });
  }
  return blocks;
}

/** What comes from no source cannot be the first of a block. */
function nextMapped(segments: readonly PlacedSegment[], from: number): number {
  let at = from;
  while (segments[at]?.segment.length === 1) at++;
  return at;
}

function numbersOf({ line, segment }: PlacedSegment): MapSegment {
  const [column, source = 0, originalLine = 0, originalColumn = 0] = segment;
  return [line, column, source, originalLine, originalColumn];
}
