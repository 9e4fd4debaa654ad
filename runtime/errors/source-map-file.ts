import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { checksum } from '../checksum.ts';
import type { ScriptStamp } from '../file-formats/code-file.ts';
import { blockAt, isMapIndex, type MapBlock, sourceName } from '../file-formats/map-index.ts';
import { segmentAt } from './mapped-segments.ts';

/** A place in a source; counted from zero. */
export interface SourcePlace {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

const NONE = Buffer.alloc(0);

/**
 * The source map of a script, by its index: that is read when the first place is asked for, and of the map as much as
 * each place needs. A map of megabytes takes Node.js half a second, and many times that with the processor of a small
 * function.
 */
export class SourceMapFile {
  readonly #file: string;
  readonly #script: ScriptStamp;
  #index: Buffer | undefined;

  /**
   * @param file of the map; its index lies beside it
   * @param script what it must be the map of
   */
  constructor(file: string, script: ScriptStamp) {
    this.#file = file;
    this.#script = script;
  }

  /**
   * Where a place of the script comes from: by its last segment up to there in the same line. Undefined where none says
   * so; also where a file is missing, damaged or that of another script.
   *
   * @throws what the file system says for the moment, such as that too many files are open
   */
  find(line: number, column: number): SourcePlace | undefined {
    this.#index ??= this.#readIndex();
    const block = this.#index === NONE ? undefined : blockAt(this.#index, line, column);
    const rest = block && this.#readRest(block);
    const segment = rest && segmentAt(block.first, rest.toString('latin1'), line, column);
    const source = segment && sourceName(this.#index, segment[2]);
    return segment && source ? { source, line: segment[3], column: segment[4] } : undefined;
  }

  #readIndex(): Buffer {
    const index = unlessMissing(() => readFileSync(`${this.#file}.index`));
    return index && isMapIndex(index, this.#script, checksum) ? index : NONE;
  }

  /** Undefined where the map is not what the index has seen. */
  #readRest({ begin, bytes, checksum: wanted }: MapBlock): Buffer | undefined {
    const rest = Buffer.allocUnsafe(bytes);
    // It does not stay open: a function may close what it does not know.
    const descriptor = unlessMissing(() => openSync(this.#file, 'r'));
    if (descriptor === undefined) return undefined;
    try {
      readSync(descriptor, rest, 0, bytes, begin);
    } finally {
      closeSync(descriptor);
    }
    return checksum(rest) === wanted ? rest : undefined;
  }
}

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
