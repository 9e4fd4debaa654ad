import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder that an environment has in place of Lambda's `/tmp`: its own, and gone with it. */
export class TemporaryFolder {
  /** Absolute. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
    process.once('exit', this.#removeNow);
  }

  static async create(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await mkdtemp(join(tmpdir(), 'snapboot-')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#removeNow);
    await rm(this.path, { recursive: true, force: true });
  }

  // This program may also end in the middle of an invocation.
  readonly #removeNow = (): void => rmSync(this.path, { recursive: true, force: true });
}
