import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { privateFolder } from '../../../service/environments/private-folder.ts';
import type { Absence } from '../../absence.ts';
import { buildHostProgram } from '../host-program.ts';
import { copyTree, memoryFileSystem } from '../tree/copy-tree.ts';
import { readAheadFile } from '../tree/read-ahead.ts';
import { TreeProcess } from '../tree/tree-process.ts';
import type { WatchedTree } from '../tree/watched-tree.ts';
import type { Tree } from '../tree/whole-tree.ts';

const SOURCE = fileURLToPath(new URL('residency.c', import.meta.url));

/**
 * Copies a tree to the disk and begins to watch what is read of the copies: it is seen in the page cache, within
 * milliseconds. Or says why that cannot be done.
 */
export async function copiedTree(tree: Tree): Promise<WatchedTree | Absence> {
  if (process.getuid?.() !== 0) return { reason: 'only root may stop the kernel from reading ahead' };
  const program = await buildHostProgram({ source: SOURCE, options: ['-lpthread'] });
  if (typeof program !== 'string') return program;
  const folder = await privateFolder('copies');
  const readAhead = readAheadToStop(folder);
  if (typeof readAhead !== 'string') {
    await rm(folder, { recursive: true });
    return readAhead;
  }
  await copyTree(tree, folder);
  return await TreeProcess.start([program, folder, readAhead], folder, tree);
}

function readAheadToStop(folder: string): string | Absence {
  const memory = memoryFileSystem(folder);
  if (memory !== undefined) return { reason: `the temporary folder is in memory (${memory}): set TMPDIR` };
  return readAheadFile(folder) ?? { reason: `the kernel does not say how far it reads ahead in ${folder}` };
}
