import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import {
  brokenArchive,
  emptyArchive,
  orBroken,
  tooManyEntries,
  unsafeEntry,
  unzippedTooLarge,
  zippedTooLarge,
} from './archive-error.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { type EntryKind, entryKind } from './entry-kind.ts';
import { type EntryName, entryName } from './entry-name.ts';

/** One entry, as the directory of its archive has it. */
export interface ArchiveEntry {
  readonly name: EntryName;
  readonly kind: EntryKind;
  readonly source: Entry;
}

/** What an archive says is in it. */
export interface ArchiveDirectory {
  /** To read the contents from. */
  readonly archive: ZipFile;
  readonly entries: readonly ArchiveEntry[];
  /** Sum of all sizes. */
  readonly unzippedBytes: number;
}

/** What may follow the last entry of the directory: its signature or its end, of 64 or of 32 bits. */
const AFTER_DIRECTORY = [0x05054b50, 0x06064b50, 0x06054b50];

/**
 * Reads the directory at the end of a zip, and checks each entry by itself and that no two of them share bytes.
 *
 * @throws ServiceError when it is broken, unsafe or too large by what it says
 */
export async function readDirectory(zip: Buffer, limits: ArchiveLimits): Promise<ArchiveDirectory> {
  if (zip.length > limits.maxZippedBytes) throw zippedTooLarge(limits.maxZippedBytes);
  if (zip.length === 0) throw emptyArchive();
  // Names are taken as bytes: yauzl would refuse unsafe ones in words of its own.
  const archive = await orBroken(fromBufferPromise(zip, { decodeStrings: false, validateEntrySizes: true }));
  if (archive.entryCount > limits.maxEntries) throw tooManyEntries(limits.maxEntries);
  const start = position(archive);
  const sources = await orBroken(everyEntry(archive));
  if (!endsDirectory(zip, position(archive))) throw brokenArchive();
  if (sources.length === 0) throw emptyArchive();
  const unzippedBytes = sources.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (unzippedBytes > limits.maxUnzippedBytes) throw unzippedTooLarge(limits.maxUnzippedBytes);
  const entries = sources.map((source) => readEntry(source));
  await checkPlaces(archive, entries, start);
  return { archive, entries, unzippedBytes };
}

async function everyEntry(archive: ZipFile): Promise<readonly Entry[]> {
  const found = [];
  for await (const entry of archive.eachEntry()) found.push(entry);
  return found;
}

/** Where in the archive the next entry of the directory is. Its type says boolean. */
function position({ readEntryCursor }: ZipFile): number {
  return Number(readEntryCursor);
}

/** Without zip64, the number of entries is one modulo 65,536: other programs may find more than were read here. */
function endsDirectory(zip: Buffer, end: number): boolean {
  return end + 4 <= zip.length && AFTER_DIRECTORY.includes(zip.readUInt32LE(end));
}

function readEntry(source: Entry): ArchiveEntry {
  const name = entryName(source);
  return { name, kind: entryKind(source, name), source };
}

/** Entries that share bytes make an archive of some kilobytes hold terabytes. */
async function checkPlaces(archive: ZipFile, entries: readonly ArchiveEntry[], directory: number): Promise<void> {
  const places = [];
  for (const { name, source } of entries) places.push({ name, ...(await placeOf(archive, source)) });
  places.sort((one, other) => one.start - other.start);
  for (const [index, { name, end }] of places.entries()) {
    const next = places[index + 1]?.start ?? directory;
    if (end > next) throw unsafeEntry(name.text, 'shares bytes with others');
  }
}

async function placeOf(archive: ZipFile, source: Entry): Promise<{ start: number; end: number }> {
  const header = await orBroken(archive.readLocalFileHeaderPromise(source));
  // The name stands in both places, and programs differ in which of them they believe.
  if (!header.fileName.equals(source.fileNameRaw)) throw brokenArchive();
  return { start: source.relativeOffsetOfLocalHeader, end: header.fileDataStart + source.compressedSize };
}
