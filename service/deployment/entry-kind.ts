import type { Entry } from 'yauzl';
import { unsafeEntry } from './archive-error.ts';
import { type EntryName, LONGEST_PATH } from './entry-name.ts';

/** What an entry becomes. */
export type EntryKind = 'file' | 'folder' | 'link';

const TYPE = 0o170000;
const FOLDER = 0o040000;
const LINK = 0o120000;
/** The first is that of archives without modes, or with their permissions alone. */
const FILES = [0, 0o100000];
const METHODS = [0, 8];

/**
 * Tells what to make of an entry.
 *
 * @throws ServiceError when nothing is made of such entries
 */
export function entryKind(entry: Entry, name: EntryName): EntryKind {
  const type = unixMode(entry) & TYPE;
  const reason = notReadable(entry) ?? (name.isFolder ? noFolder(entry, type) : noFile(entry, type));
  if (reason !== undefined) throw unsafeEntry(name.text, reason);
  if (name.isFolder) return 'folder';
  return type === LINK ? 'link' : 'file';
}

/** Whether anybody may run it by its mode. Archives made on Windows have no modes. */
export function isExecutableEntry(entry: Entry): boolean {
  return (unixMode(entry) & 0o111) !== 0;
}

/** Type and permissions, in the upper half of the attributes (Info-ZIP), whatever system the archive names. */
function unixMode(entry: Entry): number {
  return entry.externalFileAttributes >>> 16;
}

function notReadable(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'is encrypted';
  return METHODS.includes(entry.compressionMethod) ? undefined : 'is neither stored nor deflated';
}

function noFolder(entry: Entry, type: number): string | undefined {
  if (entry.uncompressedSize > 0) return 'is a folder with content of its own';
  return type === FOLDER || FILES.includes(type) ? undefined : 'is a folder by its name and something else by its mode';
}

function noFile(entry: Entry, type: number): string | undefined {
  if (type === FOLDER) return 'is a folder by its mode and a file by its name';
  if (type === LINK) return entry.uncompressedSize > LONGEST_PATH ? 'is a link to a path that is too long' : undefined;
  return FILES.includes(type) ? undefined : 'is neither a file nor a folder nor a link';
}
