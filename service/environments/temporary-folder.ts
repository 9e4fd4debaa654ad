import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { serviceFolder } from './service-folder.ts';
import { mountStorage, type TemporaryStorage, unmountStorage } from './temporary-storage.ts';

/** What a temporary folder is to be. */
export interface TemporaryFolderOptions {
  /** How its size is limited, from `detectTemporaryStorage`; left out, it is not. */
  readonly storage?: TemporaryStorage;
  /** Room in it: Lambda's `EphemeralStorage.Size`, 512 to 10,240. */
  readonly megabytes?: number;
}

const SMALLEST_MB = 512;

/** The folder that an environment has as `/tmp`: its own, kept when the environment is reset, and gone with it. */
export class TemporaryFolder {
  /** Absolute. */
  readonly path: string;
  readonly #storage: TemporaryStorage['kind'];
  #disposed: Promise<void> | undefined;

  private constructor(path: string, storage: TemporaryStorage['kind']) {
    this.path = path;
    this.#storage = storage;
  }

  /** Makes an empty folder. Takes milliseconds where a file system is mounted. */
  static async create({ storage, megabytes = SMALLEST_MB }: TemporaryFolderOptions = {}): Promise<TemporaryFolder> {
    const kind = storage?.kind ?? 'folder';
    // What is not disposed of goes with the folder of the service.
    const parent = await mkdtemp(join(serviceFolder('temporary'), 'environment-'));
    const path = join(parent, 'tmp');
    await mkdir(path, { mode: 0o700 });
    await chmod(path, 0o700);
    if (kind !== 'folder') await mountStorage(kind, path, megabytes);
    return new TemporaryFolder(path, kind);
  }

  /** To be called when no process uses it any more. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#remove();
    return this.#disposed;
  }

  async #remove(): Promise<void> {
    if (this.#storage !== 'folder') await unmountStorage(this.path);
    await rm(join(this.path, '..'), { recursive: true, force: true });
  }
}
