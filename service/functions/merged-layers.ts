import { createHash, randomUUID } from 'node:crypto';
import { existsSync, type Stats } from 'node:fs';
import { copyFile, link, lstat, mkdir, readdir, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { serviceFolder } from '../environments/service-folder.ts';
import { stateFolder } from '../state-folder.ts';

/** One file, folder or link of a layer. */
interface LayerEntry {
  /** Relative to the layer. */
  readonly path: string;
  readonly stats: Stats;
  /** What a link says, which may lead anywhere: it is never followed here. */
  readonly target?: string;
}

/**
 * The folder that stands for `/opt`: all layers in one, in their order, later ones over earlier ones. One layer is
 * used as it is. Merged folders are kept and found again as long as no file of their layers changes; their files may
 * be the very files of the layers, so nobody may write to them.
 *
 * @param layers folders
 * @returns an absolute path
 */
export async function mergedLayers(layers: readonly string[]): Promise<string> {
  const folders = await Promise.all(layers.map((layer) => realpath(layer)));
  const [only, ...more] = folders;
  if (only !== undefined && more.length === 0) return only;
  const contents = await Promise.all(folders.map((folder) => readLayer(folder)));
  const merged = join(stateFolder('layers'), identityOf(folders, contents));
  if (existsSync(merged)) return merged;
  const draft = join(serviceFolder('drafts'), randomUUID());
  await mkdir(draft);
  for (const [index, folder] of folders.entries()) {
    for (const entry of contents[index] ?? []) await place(entry, folder, draft);
  }
  // Another service may have made the same in the meantime.
  await rename(draft, merged).catch(() => rm(draft, { recursive: true }));
  return merged;
}

/** Everything in it, folders before what they hold. Sockets, pipes and devices have no place in a layer. */
async function readLayer(folder: string, within = ''): Promise<readonly LayerEntry[]> {
  const names = (await readdir(join(folder, within))).sort();
  const found = await Promise.all(names.map((name) => readEntry(folder, join(within, name))));
  return found.flat();
}

async function readEntry(folder: string, path: string): Promise<readonly LayerEntry[]> {
  const stats = await lstat(join(folder, path));
  if (stats.isSymbolicLink()) return [{ path, stats, target: await readlink(join(folder, path)) }];
  if (stats.isDirectory()) return [{ path, stats }, ...(await readLayer(folder, path))];
  return stats.isFile() ? [{ path, stats }] : [];
}

function identityOf(folders: readonly string[], contents: readonly (readonly LayerEntry[])[]): string {
  const hash = createHash('sha256').update(JSON.stringify(folders));
  for (const { path, stats, target } of contents.flat()) {
    const { mode, size, mtimeMs, ino } = stats;
    // The time of a folder says nothing that its entries do not say.
    const state = stats.isDirectory() ? [mode] : [mode, size, mtimeMs, ino, target];
    hash.update(JSON.stringify([path, ...state]));
  }
  return hash.digest('hex').slice(0, 32);
}

async function place({ path, stats, target }: LayerEntry, layer: string, merged: string): Promise<void> {
  const destination = join(merged, path);
  const earlier = await lstat(destination).catch(() => undefined);
  // A folder joins a folder; a link in its place would lead what follows out of here.
  if (earlier?.isDirectory() && stats.isDirectory()) return;
  if (earlier !== undefined) await rm(destination, { recursive: true });
  if (target !== undefined) await symlink(target, destination);
  else if (stats.isDirectory()) await mkdir(destination, { mode: stats.mode | 0o700 });
  else await linkOrCopy(join(layer, path), destination);
}

/** Links end at the border of a file system, and some systems allow none to other users' files. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}
