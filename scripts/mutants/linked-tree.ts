import { link, lstat, mkdir, readdir, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

// Written to in place, which a linked file would share.
const OWN = ['.vite', '.vitest', '.vitest-cache'];

/** Makes a folder like another one at once: its files are the same files under a second name. */
export async function linkTree(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  if ((await lstat(source)).isSymbolicLink()) await symlink(await realpath(source), target);
  else await linkFolder(source, target);
}

async function linkFolder(source: string, target: string): Promise<void> {
  await mkdir(target);
  const entries = await readdir(source, { withFileTypes: true });
  for (const entry of entries) {
    if (OWN.includes(entry.name)) continue;
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) await linkFolder(from, to);
    else if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
    // The folder is in use: a file that was there a moment ago may be gone.
    else if (entry.isFile()) await link(from, to).catch(unlessMissing);
  }
}

/** Takes it that a file is not there; throws any other error. */
export function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
