import { execFile } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tree } from './whole-tree.ts';

// Their pages are the files themselves: there is nothing to drop them for.
const MEMORY_FILE_SYSTEMS = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);

/** The name of the file system that a folder is in, where that is in memory. */
export function memoryFileSystem(folder: string): string | undefined {
  return MEMORY_FILE_SYSTEMS.get(statfsSync(folder).type);
}

/** Makes a tree in a folder, on the disk; what is mounted within becomes a folder. */
export async function copyTree(tree: Tree, folder: string): Promise<void> {
  for (const entry of tree) {
    const path = join(folder, entry.path);
    if (entry.kind === 'file') await copyFile(entry.source, path);
    else if (entry.kind === 'link') await symlink(entry.target, path);
    else await mkdir(path, { recursive: true });
  }
  // What has not been written back cannot be dropped.
  await promisify(execFile)('sync', ['-f', folder]);
}
