import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { privateFolder } from '../../../service/environments/private-folder.ts';
import type { CommandLine } from '../../../service/processes/command-line.ts';
import type { Absence } from '../../absence.ts';
import { buildHostProgram } from '../host-program.ts';
import { copyTree, memoryFileSystem } from '../tree/copy-tree.ts';
import { readAheadFile } from '../tree/read-ahead.ts';
import { TreeProcess } from '../tree/tree-process.ts';
import { loggedReads, treeText } from '../tree/tree-text.ts';
import type { StorageRead, WatchedTree } from '../tree/watched-tree.ts';
import type { Tree } from '../tree/whole-tree.ts';

const SOURCE = fileURLToPath(new URL('residency.c', import.meta.url));

/** Copies of a tree on the disk. What is read of them is seen in the page cache, within milliseconds. */
export class CopiedTree implements WatchedTree {
  readonly #process: TreeProcess;
  readonly #tree: Tree;

  private constructor(process: TreeProcess, tree: Tree) {
    this.#process = process;
    this.#tree = tree;
  }

  /** Copies the tree and begins to watch, or says why that cannot be done. */
  static async watch(tree: Tree): Promise<CopiedTree | Absence> {
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
    const started = await TreeProcess.start([program, folder, readAhead], folder, treeText(tree));
    return 'reason' in started ? started : new CopiedTree(started, tree);
  }

  entering(command: CommandLine, workingFolder: string): CommandLine {
    return this.#process.entering(command, workingFolder);
  }

  async log(): Promise<readonly StorageRead[]> {
    return loggedReads(await this.#process.answer('log'), this.#tree);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

function readAheadToStop(folder: string): string | Absence {
  const memory = memoryFileSystem(folder);
  if (memory !== undefined) return { reason: `the temporary folder is in memory (${memory}): set TMPDIR` };
  return readAheadFile(folder) ?? { reason: `the kernel does not say how far it reads ahead in ${folder}` };
}
