import { readFileSync } from 'node:fs';
import { privateFolder } from '../../../service/environments/private-folder.ts';
import type { CommandLine } from '../../../service/processes/command-line.ts';
import type { Absence } from '../../absence.ts';
import { readAheadOfDevice } from '../tree/read-ahead.ts';
import { TreeProcess } from '../tree/tree-process.ts';
import type { StorageRead, WatchedTree } from '../tree/watched-tree.ts';
import type { Tree } from '../tree/whole-tree.ts';

/** What a read costs, and how much the kernel reads at once. */
export interface ReadCosts {
  readonly latencyMs: number;
  /** One read after the other; otherwise as many at once as are asked for. */
  readonly serial: boolean;
  /** Millions of bytes; nothing means no limit. */
  readonly megabytesPerSecond?: number;
  /** How far the kernel reads ahead; 128 unless said. With 0 each page is read alone, when it is first touched. */
  readonly readAheadKb?: number;
}

const READ_AHEAD_KB = 128;

/** A tree on a file system of our own: each of its reads is known, and costs what it is told to. */
export class MountedColdfs implements WatchedTree {
  readonly #process: TreeProcess;

  private constructor(process: TreeProcess) {
    this.#process = process;
  }

  /**
   * Loads the tree and mounts it, or says why it cannot be.
   *
   * @param program the compiled file system
   * @param tree parents first
   */
  static async mount(
    program: string,
    tree: Tree,
    { latencyMs, serial, megabytesPerSecond = 0, readAheadKb = READ_AHEAD_KB }: ReadCosts,
  ): Promise<MountedColdfs | Absence> {
    const folder = await privateFolder('coldfs');
    const costs = [Math.round(latencyMs * 1000), serial ? 1 : 0, megabytesPerSecond, readAheadKb].map(String);
    const started = await TreeProcess.start([program, folder, ...costs], folder, tree);
    return 'reason' in started ? started : new MountedColdfs(started);
  }

  /** The mounted tree, as this process can look into it. */
  get root(): string {
    return this.#process.root;
  }

  get readAhead(): string {
    const mounts = readFileSync(`/proc/${this.#process.pid}/mountinfo`, 'utf8').split('\n');
    const device = mounts.find((line) => line.includes(' - fuse.coldfs '))?.split(' ')[2];
    return readAheadOfDevice(device ?? '');
  }

  entering(command: CommandLine, workingFolder: string): CommandLine {
    return this.#process.entering(command, workingFolder);
  }

  /** Empties the page cache of the tree, and starts to count anew. */
  async dropCache(): Promise<void> {
    await this.#process.answer('drop');
  }

  /** What was read since then. */
  async reads(): Promise<{ readonly requests: number; readonly bytes: number }> {
    const [requests = 0, bytes = 0] = (await this.#process.answer('count')).split(' ').map(Number);
    return { requests, bytes };
  }

  /** Each read since then, in their order. */
  async log(): Promise<readonly StorageRead[]> {
    return await this.#process.log();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
