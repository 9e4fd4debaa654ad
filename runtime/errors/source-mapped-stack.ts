import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/** A script, the file of its source map, and the folder that its sources are to be named in. */
export interface MappedScript {
  readonly script: string;
  readonly map: string;
  readonly folder: string;
  /** Where the runtime lies in the same script: from which line on, and the file that these places are said to be in. */
  readonly runtime?: { readonly fromLine: number; readonly file: string };
}

/**
 * Has the stacks of errors name the places in the sources of a bundle, as far below its folder as they were below the
 * project's. Its source map is read when the first stack is asked for; without one stacks stay as they are. Node.js
 * would do so with --enable-source-maps, and read the map in every cold start.
 */
export function mapStacks(of: MappedScript): void {
  let found: { readonly map: SourceMap | undefined } | undefined;
  Error.prepareStackTrace = (error, frames) => {
    found ??= { map: readMap(of.map) };
    const { map } = found;
    const lines = frames.map((frame) => `\n    at ${map === undefined ? frame : mapped(frame, of, map)}`);
    return heading(error) + lines.join('');
  };
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function mapped(frame: NodeJS.CallSite, { script, folder, runtime }: MappedScript, map: SourceMap): string {
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  if (frame.getFileName() !== script || line === null || column === null) return String(frame);
  if (runtime !== undefined && line >= runtime.fromLine) return String(frame).replace(script, runtime.file);
  // Here lines and columns count from zero.
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry)) return String(frame);
  const source = join(folder, entry.originalSource);
  return String(frame).replace(
    `${script}:${line}:${column}`,
    `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`,
  );
}

/** As V8 begins a stack. */
function heading(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}
