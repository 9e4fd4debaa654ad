import { encodedMap, TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import type MagicString from 'magic-string';

/**
 * The source map of a text that was changed.
 *
 * @param inner what the text was made of, where it was made of something; its sources are relative to `file`
 * @param file absolute path of what was changed
 */
export function mapOf(changed: MagicString, file: string, inner?: string): string {
  const outer = changed.generateDecodedMap({ source: file, hires: 'boundary' });
  if (inner === undefined) return JSON.stringify(encodedMap(new TraceMap({ ...outer, version: 3 } as never)));
  const origin = new TraceMap(inner, file);
  const mappings = outer.mappings.map((line) =>
    line.flatMap(([column, , sourceLine, sourceColumn]) => {
      const found = sourceLine === undefined ? null : traceSegment(origin, sourceLine, sourceColumn ?? 0);
      return found === null || found.length === 1 ? [] : [[column, ...found.slice(1)]];
    }),
  );
  const { resolvedSources: sources, names } = origin;
  return JSON.stringify(encodedMap(new TraceMap({ version: 3, sources, names, mappings } as never)));
}

/** A script with its source map inside. */
export function withInlineMap(script: string, map: string): string {
  return `${script}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
}
