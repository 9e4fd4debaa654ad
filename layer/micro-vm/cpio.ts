import { type FileHandle, open } from 'node:fs/promises';
import { posix } from 'node:path';
import { BuildError } from '../build-error.ts';

/** Something in the file system of a virtual machine; paths are absolute. Entries of a `fileTree` are such, too. */
export type GuestEntry =
  | { readonly kind: 'folder'; readonly path: string; readonly mode?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  /** Bytes at hand. */
  | { readonly kind: 'data'; readonly path: string; readonly mode?: number; readonly data: string | Uint8Array }
  /** A copy of a file of this machine, with its mode if no other is named. */
  | { readonly kind: 'file'; readonly path: string; readonly mode?: number; readonly source: string };

// The format "newc": numbers of 8 hexadecimal digits behind a magic number, then the name, then the bytes.
const MAGIC = '070701';
const DIGITS = 8;
const SIZE_FIELD = 6;
const NAME_SIZE_FIELD = 11;
const HEADER_BYTES = MAGIC.length + DIGITS * 13;
const ALIGNMENT = 4;
const TRAILER = 'TRAILER!!!';

const TYPES = { folder: 0o040000, file: 0o100000, link: 0o120000 } as const;
const PERMISSIONS = 0o7777;
const CHUNK_BYTES = 2 ** 20;

const MAX_NAME_BYTES = 4096;

/**
 * Writes an archive that a kernel unpacks at its start. Folders that nobody has listed are in it as well.
 *
 * @throws BuildError for a file that changes meanwhile
 */
export async function writeCpio(target: string, entries: readonly GuestEntry[]): Promise<void> {
  await using archive = await open(target, 'w');
  let number = 1;
  for (const entry of inOrder(entries)) await writeEntry(archive, entry, number++);
  await archive.writeFile(header(TRAILER, 0, 0, 0));
}

/** Folders before what is in them, and links before what is reached by them. */
function inOrder(entries: readonly GuestEntry[]): readonly GuestEntry[] {
  const listed = new Set(entries.map(({ path }) => path));
  const parents = new Set(entries.flatMap(({ path }) => foldersAbove(path)));
  const unlisted = [...parents].filter((path) => !listed.has(path)).map((path) => ({ kind: 'folder', path }) as const);
  const folders = [...unlisted, ...entries.filter(({ kind }) => kind === 'folder')];
  return [
    ...folders.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    ...entries.filter(({ kind }) => kind === 'link'),
    ...entries.filter(({ kind }) => kind !== 'folder' && kind !== 'link'),
  ];
}

/** `/usr` and `/usr/bin` for `/usr/bin/env`. */
function foldersAbove(path: string): readonly string[] {
  const folder = posix.dirname(path);
  return folder === '/' ? [] : [...foldersAbove(folder), folder];
}

async function writeEntry(archive: FileHandle, entry: GuestEntry, number: number): Promise<void> {
  const name = entry.path.slice(1);
  switch (entry.kind) {
    case 'folder':
      return archive.writeFile(header(name, number, TYPES.folder | (entry.mode ?? 0o755), 0));
    case 'link':
      return writeBytes(archive, name, number, TYPES.link | 0o777, Buffer.from(entry.target));
    case 'data':
      return writeBytes(archive, name, number, TYPES.file | (entry.mode ?? 0o644), Buffer.from(entry.data));
    case 'file':
      return writeCopy(archive, name, number, entry);
  }
}

async function writeBytes(
  archive: FileHandle,
  name: string,
  number: number,
  mode: number,
  bytes: Buffer,
): Promise<void> {
  await archive.writeFile(Buffer.concat([header(name, number, mode, bytes.length), bytes, padding(bytes.length)]));
}

async function writeCopy(
  archive: FileHandle,
  name: string,
  number: number,
  { source, mode }: Extract<GuestEntry, { kind: 'file' }>,
): Promise<void> {
  await using file = await open(source);
  const found = await file.stat();
  await archive.writeFile(header(name, number, TYPES.file | (mode ?? found.mode & PERMISSIONS), found.size));
  let copied = 0;
  for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: CHUNK_BYTES })) {
    await archive.writeFile(chunk);
    copied += chunk.length;
  }
  if (copied !== found.size) throw new BuildError(`${source} changed while it was copied`);
  await archive.writeFile(padding(copied));
}

// Number, mode, owner, group, links, time, size, four numbers of devices, length of the name, no checksum.
function header(path: string, number: number, mode: number, bytes: number): Buffer {
  const name = Buffer.from(`${path}\0`);
  const fields = [number, mode, 0, 0, 1, 0, bytes, 0, 0, 0, 0, name.length, 0];
  const digits = fields.map((field) => field.toString(16).toUpperCase().padStart(DIGITS, '0'));
  return Buffer.concat([Buffer.from(MAGIC + digits.join('')), name, padding(HEADER_BYTES + name.length)]);
}

function padding(written: number): Buffer {
  return Buffer.alloc(-written & (ALIGNMENT - 1));
}

/**
 * Reads the files of an archive, each by its name; what stands behind its end does not matter.
 *
 * @returns undefined for what is no archive, or none to its end
 */
export async function readCpio(file: string): Promise<ReadonlyMap<string, Buffer> | undefined> {
  await using archive = await open(file);
  const { size } = await archive.stat();
  const files = new Map<string, Buffer>();
  for (let offset = 0; ; ) {
    const head = await readAt(archive, offset, HEADER_BYTES);
    if (head.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
    const nameBytes = numberIn(head, NAME_SIZE_FIELD);
    const bytes = numberIn(head, SIZE_FIELD);
    const dataAt = aligned(offset + HEADER_BYTES + nameBytes);
    // Negated, so that what is no number fails as well.
    if (!(nameBytes >= 1 && nameBytes <= MAX_NAME_BYTES && dataAt + bytes <= size)) return undefined;
    const name = (await readAt(archive, offset + HEADER_BYTES, nameBytes - 1)).toString();
    if (name === TRAILER) return files;
    files.set(name, await readAt(archive, dataAt, bytes));
    offset = aligned(dataAt + bytes);
  }
}

async function readAt(archive: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await archive.read(Buffer.alloc(bytes), 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}

function numberIn(head: Buffer, field: number): number {
  const at = MAGIC.length + DIGITS * field;
  return Number(`0x${head.toString('latin1', at, at + DIGITS)}`);
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
