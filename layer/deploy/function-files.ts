import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CloudError } from '../cloud/cloud-error.ts';

/** One file of a function. */
export interface FunctionFile {
  /** Relative to `/var/task`, with slashes. */
  readonly path: string;
  /** Absolute path on this machine. */
  readonly source: string;
  readonly executable: boolean;
}

/** The most that a function's files may have together, layers included (Lambda quotas), in bytes. */
export const UNZIPPED_LIMIT: number = 250 * 1024 * 1024;
// A zip counts its entries in two bytes.
const MOST_FILES = 0xffff;
const LEFT_OUT = new Set(['.git']);
const ANY_EXECUTE = 0o111;

interface Walk {
  /** Absolute, without links. */
  readonly root: string;
  readonly files: FunctionFile[];
  bytes: number;
}

/**
 * The files of a function's folder, sorted by path. A link counts as what it leads to, within the folder.
 *
 * @throws CloudError for what Lambda would not take, and for links that lead elsewhere or in a circle
 */
export async function functionFiles(folder: string): Promise<readonly FunctionFile[]> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) throw new CloudError(`${folder}: no such folder`);
  if (!found.isDirectory()) throw new CloudError(`${folder} is a file: give the folder that holds the function`);
  const root = await realpath(folder);
  const walk: Walk = { root, files: [], bytes: 0 };
  await addFolder(walk, root, '', [root]);
  if (walk.files.length === 0) throw new CloudError(`${folder} is empty`);
  return walk.files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** @param above the folder itself and those it was reached through, without links */
async function addFolder(walk: Walk, folder: string, path: string, above: readonly string[]): Promise<void> {
  for (const entry of await readable(path, readdir(folder, { withFileTypes: true }))) {
    if (LEFT_OUT.has(entry.name)) continue;
    const place = path === '' ? entry.name : `${path}/${entry.name}`;
    const source = await sourceOf(walk.root, entry, place);
    await add(walk, source, place, above);
  }
}

async function add(walk: Walk, source: string, path: string, above: readonly string[]): Promise<void> {
  const found = await readable(path, stat(source));
  if (found.isDirectory()) {
    if (above.includes(source)) throw new CloudError(`${path} is a link to a folder that it is in itself`);
    await addFolder(walk, source, path, [...above, source]);
  } else if (found.isFile()) {
    walk.files.push({ path, source, executable: (found.mode & ANY_EXECUTE) !== 0 });
    walk.bytes += found.size;
    checkSize(walk);
  } else {
    throw new CloudError(`${path} is neither a file nor a folder`);
  }
}

/** @returns an absolute path without links */
async function sourceOf(root: string, entry: Dirent, path: string): Promise<string> {
  const own = join(entry.parentPath, entry.name);
  if (!entry.isSymbolicLink()) return own;
  const target = await realpath(own).catch(() => undefined);
  if (target === undefined) throw new CloudError(`${path} is a link that leads nowhere`);
  const inside = relative(root, target);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new CloudError(`${path} is a link that leads out of the folder, to ${target}`);
  }
  // Packages find each other there by where they really are, which copies would not keep.
  if (inside.split(sep).includes('.pnpm')) {
    throw new CloudError(
      `${path} is a link of pnpm: install with --config.node-linker=hoisted, or bundle the function`,
    );
  }
  return target;
}

/** @throws CloudError naming what cannot be read */
export async function readable<T>(path: string, reading: Promise<T>): Promise<T> {
  return reading.catch((cause: NodeJS.ErrnoException) => {
    throw new CloudError(`${path === '' ? 'the folder' : path} cannot be read (${cause.code})`, { cause });
  });
}

function checkSize({ files, bytes }: Walk): void {
  if (files.length > MOST_FILES) throw new CloudError(`the folder holds more than ${MOST_FILES} files`);
  if (bytes <= UNZIPPED_LIMIT) return;
  throw new CloudError(
    `the folder holds more than ${UNZIPPED_LIMIT / 1024 / 1024} MB, which is all that Lambda unzips`,
  );
}
