import { type AsyncZippable, zip } from 'fflate';

/** A file with its content, on the way into a zip. */
export interface ZipEntry {
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
}

// Level 9 takes twice as long as 6 and makes the zip a thousandth smaller.
const LEVEL = 6;
const UNIX = 3;
const REGULAR_FILE = 0o100000;
// A zip has local times without a zone, and fflate takes the parts of this one in the zone it was made in. No zone
// changed its clocks around this noon.
const TIME = new Date(1980, 0, 1, 12);

/**
 * Packs files into a zip, sorted by path. Same paths, modes and contents make the same bytes, on every machine: fflate
 * is JavaScript, while the zlib of Node.js compresses differently from processor to processor.
 */
export function zipped(entries: readonly ZipEntry[]): Promise<Uint8Array> {
  const sorted = entries.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const files: AsyncZippable = Object.fromEntries(
    sorted.map(({ path, mode, content }) => [
      path,
      [content, { level: LEVEL, mtime: TIME, os: UNIX, attrs: unixAttributes(mode) }],
    ]),
  );
  return new Promise((resolve, reject) => {
    zip(files, (error, data) => (error === null ? resolve(data) : reject(error)));
  });
}

/** The mode stands in the upper half (Info-ZIP, "external file attributes"). */
function unixAttributes(mode: number): number {
  return ((REGULAR_FILE | mode) << 16) >>> 0;
}
