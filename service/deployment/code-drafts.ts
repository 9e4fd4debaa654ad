import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isServiceGone, serviceName } from '../environments/leftovers.ts';
import { unless } from './disk-error.ts';

/** Folders in which code is put together, each named after the service whose work it is. */
export class CodeDrafts {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Removes the drafts of services that have ended; those of others that live stay. */
  static async open(folder: string): Promise<CodeDrafts> {
    await mkdir(folder, { recursive: true });
    const drafts = new CodeDrafts(folder);
    for (const name of await readdir(folder)) {
      if (isServiceGone(name)) await drafts.discard(join(folder, name));
    }
    return drafts;
  }

  /** An empty folder, to be renamed or discarded. */
  async make(): Promise<string> {
    const draft = this.#nextPath();
    await mkdir(draft);
    return draft;
  }

  /**
   * Removes a folder that is on the same disk, if it is still there. Nobody ever sees it half removed, and of several
   * who remove it one does.
   */
  async discard(folder: string): Promise<void> {
    const own = this.#nextPath();
    // At once: between what its caller has checked and this, nothing else may happen here.
    if (!renamed(folder, own)) return;
    await rm(own, { recursive: true, force: true });
  }

  #nextPath(): string {
    return join(this.#folder, `${serviceName()}-${randomUUID()}`);
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    unless('ENOENT')(error);
    return false;
  }
}
