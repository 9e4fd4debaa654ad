import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { brokenArchive } from './archive-error.ts';

/**
 * The content of an entry, a piece at a time, and never more bytes than its size says.
 *
 * @throws ServiceError once it proves to be broken, at the latest after the last piece
 */
export async function* entryContent(archive: ZipFile, entry: Entry): AsyncGenerator<Buffer, void, void> {
  let sum = 0;
  try {
    for await (const piece of await archive.openReadStreamPromise(entry)) {
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch {
    throw brokenArchive();
  }
  if (sum !== entry.crc32) throw brokenArchive();
}

/** The content of a small entry. */
export async function wholeContent(archive: ZipFile, entry: Entry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of entryContent(archive, entry)) pieces.push(piece);
  return Buffer.concat(pieces);
}
