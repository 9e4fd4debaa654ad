import { join } from 'node:path';
import type { ScriptStamp } from '../file-formats/code-file.ts';
import { SourceMapFile } from './source-map-file.ts';
import { stackHeading } from './stack-heading.ts';

/** A script, the file of its source map, and the folder that its sources are to be named in. */
export interface MappedScript {
  readonly script: string;
  readonly map: string;
  /** What the map must be of. */
  readonly stamp: ScriptStamp;
  readonly folder: string;
}

/** What V8 has stacks written by. */
export type StackFormat = (error: Error, frames: readonly NodeJS.CallSite[]) => string;

// So many lines of stacks are remembered as they are told. A function has more only where it fails everywhere.
const MOST_LINES = 1000;

/**
 * What stacks are told with, so that they name the places in the sources of a bundle. Files are read as far as their
 * places need that; a place that cannot be found stays that of the bundle.
 */
export function stackFormat(of: MappedScript): StackFormat {
  const map = new SourceMapFile(of.map, of.stamp);
  const told = new Map<string, string>();
  let isTelling = false;
  return (error, frames) => {
    const lines = frames.map((frame) => {
      const line = String(frame);
      return `\n    at ${told.get(line) ?? tell(line, frame)}`;
    });
    return stackHeading(error) + lines.join('');
  };

  /** The same line is of the same place. */
  function tell(line: string, frame: NodeJS.CallSite): string {
    // A function may have put its own in the place of what files are read with, and ask for the stack in there.
    if (isTelling) return line;
    isTelling = true;
    try {
      const mapped = mappedLine(line, frame, of, map);
      if (told.size === MOST_LINES) told.clear();
      told.set(line, mapped);
      return mapped;
    } catch {
      // A stack that has no room left, or too many open files: the next one may be better off.
      return line;
    } finally {
      isTelling = false;
    }
  }
}

function mappedLine(text: string, frame: NodeJS.CallSite, of: MappedScript, map: SourceMapFile): string {
  const { script, folder } = of;
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  if (frame.getFileName() !== script || line === null || column === null) return text;
  // A map counts from zero.
  const place = map.find(line - 1, column - 1);
  if (place === undefined) return text;
  const original = `${join(folder, place.source)}:${place.line + 1}:${place.column + 1}`;
  return text.replace(`${script}:${line}:${column}`, () => original);
}
