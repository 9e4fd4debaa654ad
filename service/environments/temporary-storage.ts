import { execFile } from 'node:child_process';
import { rmdirSync, statfsSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SYSTEM_PATH } from '../processes/system-program.ts';
import { serviceFolder } from './service-folder.ts';
import { unmountBelow } from './unmount.ts';

/**
 * How temporary folders get their size limit. `image`: a file system in a file, on the disk as in Lambda. `tmpfs`: in
 * memory, where it counts as memory of the function. `folder`: not at all.
 */
export interface TemporaryStorage {
  readonly kind: 'image' | 'tmpfs' | 'folder';
  /** One line about what is missing. */
  readonly notice?: string;
}

const TMPFS_MAGIC = 0x01021994;
const UNMOUNT_ATTEMPTS = 10;
const UNMOUNT_PAUSE_MS = 20;

const IMAGE_SCRIPT = [
  'umask 077',
  'mkfs.ext4 -q -F -m 0 -O ^has_journal,^resize_inode -E lazy_itable_init=1,nodiscard "$1" "$2"M',
  // Named, since to find out what the image holds takes longer than all the rest.
  'exec mount -i -t ext4 -o loop,nosuid,nodev,noatime "$1" "$3"',
].join(' && ');

/** Finds out once what this machine lets this user do, by doing it. */
export async function detectTemporaryStorage(): Promise<TemporaryStorage> {
  const limited = await firstThatWorks(['image', 'tmpfs']);
  if (limited === 'image') return { kind: 'image' };
  if (limited === 'tmpfs') {
    return { kind: 'tmpfs', notice: 'No loop devices: what functions write to /tmp counts as their memory.' };
  }
  return { kind: 'folder', notice: 'No mounts without root: the size of /tmp is not limited.' };
}

/**
 * Mounts a new, empty file system.
 *
 * @param folder existing, empty; the image lies beside it
 * @param megabytes room in it, of 1,048,576 bytes each
 */
export async function mountStorage(kind: 'image' | 'tmpfs', folder: string, megabytes: number): Promise<void> {
  if (kind === 'tmpfs') {
    await run('mount', ['-i', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700,nosuid,nodev`, 'tmpfs', folder]);
    return;
  }
  await run('/bin/sh', ['-c', IMAGE_SCRIPT, 'sh', imageOf(folder), String(imageMegabytes(megabytes)), folder]);
  rmdirSync(join(folder, 'lost+found'));
  await chmod(folder, 0o700);
}

/** Unmounts it and gives back its room. */
export async function unmountStorage(folder: string): Promise<void> {
  for (let attempt = 0; attempt < UNMOUNT_ATTEMPTS; attempt += 1) {
    const done = await run('umount', ['-i', folder]).then(
      () => true,
      () => false,
    );
    if (done) break;
    // A process that was killed may not have left it yet.
    await delay(UNMOUNT_PAUSE_MS);
  }
  unmountBelow(join(folder, '..'));
  await rm(imageOf(folder), { force: true });
}

async function firstThatWorks(kinds: readonly ('image' | 'tmpfs')[]): Promise<'image' | 'tmpfs' | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const kind of kinds) {
    if (await works(kind)) return kind;
  }
  return undefined;
}

async function works(kind: 'image' | 'tmpfs'): Promise<boolean> {
  const parent = serviceFolder('probes', kind);
  // An image in memory has no advantage.
  if (kind === 'image' && statfsSync(parent).type === TMPFS_MAGIC) return false;
  const folder = join(parent, 'tmp');
  try {
    await mkdir(folder);
    await mountStorage(kind, folder, 16);
    await unmountStorage(folder);
    return true;
  } catch {
    return false;
  } finally {
    unmountBelow(parent);
    await rm(parent, { recursive: true, force: true });
  }
}

function imageOf(folder: string): string {
  return `${folder}.image`;
}

/** The file system keeps 1/64 for its tables of files, and 2 % (16 MB at most) that nobody may use. */
function imageMegabytes(room: number): number {
  return Math.ceil(((room + Math.min(1 + room * 0.021, 17)) * 64) / 63);
}

async function run(command: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(command, args, { env: { PATH: SYSTEM_PATH } });
}
