import { isUtf8 } from 'node:buffer';
import { type Entry, getFileNameLowLevel } from 'yauzl';
import { unsafeEntry } from './archive-error.ts';

/** What the name of an entry says. */
export interface EntryName {
  /** As it stands in the archive, for messages. */
  readonly text: string;
  /** Names of the folders it is in, and last its own; empty for the folder that everything is unpacked into. */
  readonly path: readonly string[];
  readonly isFolder: boolean;
}

/** Longest path that is taken, in bytes. Systems allow 4,096 at most, with the folder around it. */
export const LONGEST_PATH = 1024;

const LONGEST_PART = 255;
const UTF8 = 0x800;
const UNSAFE: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'has no name'],
  [/\0/, 'has a NUL byte in its name'],
  [/\\/, 'has a backslash in its name'],
  [/^\//, 'has an absolute path as its name'],
  [/^[a-z]:/i, 'begins with a drive letter'],
  [/(^|\/)\.\.(\/|$)/, 'leads out of its folder by its name'],
];

/**
 * Reads the name of an entry.
 *
 * @throws ServiceError when it could lead elsewhere, or no system takes it
 */
export function entryName(entry: Entry): EntryName {
  const text = decodedName(entry);
  const reason = UNSAFE.find(([pattern]) => pattern.test(text))?.[1];
  if (reason !== undefined) throw unsafeEntry(text, reason);
  const parts = text.split('/');
  // Some programs begin every name with `./`.
  const path = parts.filter((part) => part !== '' && part !== '.');
  const isTooLong = path.some((part) => Buffer.byteLength(part) > LONGEST_PART);
  if (isTooLong || Buffer.byteLength(text) > LONGEST_PATH) throw unsafeEntry(text, 'has a name that is too long');
  return { text, path, isFolder: ['', '.'].includes(parts.at(-1) ?? '') };
}

/** Archives of macOS and of Linux have names in UTF-8 without saying so; what is none is in the code page of DOS. */
function decodedName({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  const flags = isUtf8(fileNameRaw) ? generalPurposeBitFlag | UTF8 : generalPurposeBitFlag;
  return getFileNameLowLevel(flags, fileNameRaw, extraFields, true);
}
