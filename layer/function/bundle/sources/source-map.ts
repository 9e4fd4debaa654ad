import { decodedMappings, encodedMap, type SourceMapSegment, TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import type MagicString from 'magic-string';

/** Where the parts of a changed text were, each from the beginning of a part or of a line. */
type Parts = readonly (readonly (readonly [column: number, source: number, line: number, column: number])[])[];

/**
 * The source map of a text that was changed.
 *
 * @param file absolute path of what was changed
 * @param inner what the text was made of, where it was made of something; its sources are relative to `file`
 */
export function mapOf(changed: MagicString, file: string, inner?: string): string {
  if (inner === undefined) {
    const { mappings, sources, names } = changed.generateDecodedMap({ source: file, hires: 'boundary' });
    return encoded(mappings as SourceMapSegment[][], sources, names);
  }
  const origin = new TraceMap(inner, file);
  const parts = changed.generateDecodedMap({ source: file }).mappings as unknown as Parts;
  return encoded(
    parts.map((line) => line.flatMap((_, index) => segmentsOf(line, index, origin))),
    origin.resolvedSources,
    origin.names,
  );
}

function encoded(
  mappings: SourceMapSegment[][],
  sources: readonly (string | null)[],
  names: readonly string[],
): string {
  return JSON.stringify(encodedMap(new TraceMap({ version: 3, sources: [...sources], names: [...names], mappings })));
}

/** Those of a part of a line, moved to where it is now. */
function segmentsOf(parts: Parts[number], index: number, origin: TraceMap): SourceMapSegment[] {
  const [part, next] = [parts[index], parts[index + 1]];
  if (part === undefined) return [];
  const [column, , line, from] = part;
  const isFollowed = next !== undefined && next[2] === line && next[3] > from;
  const length = Math.min(next === undefined ? Infinity : next[0] - column, isFollowed ? next[3] - from : Infinity);
  const inside = (decodedMappings(origin)[line] ?? []).filter(([at]) => at >= from && at < from + length);
  const moved = inside.map((segment) => at(segment, segment[0] - from + column));
  // What begins before the part goes on in it.
  const around = inside[0]?.[0] === from ? null : traceSegment(origin, line, from);
  return around === null ? moved : [at(around, column), ...moved];
}

function at([, ...origin]: Readonly<SourceMapSegment>, column: number): SourceMapSegment {
  return [column, ...origin] as SourceMapSegment;
}

/** A script with its source map inside. */
export function withInlineMap(script: string, map: string): string {
  return `${script}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
}
