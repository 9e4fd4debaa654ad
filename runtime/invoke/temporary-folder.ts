import { accessSync, constants, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

type Warn = (message: string) => void;

const FULL = 0.9;

/** The folder that a function may write to. Its content outlives invocations, its size is limited. */
export class TemporaryFolder {
  readonly #path: string;
  readonly #clean: boolean;
  readonly #warn: Warn;
  #keep: ReadonlySet<string> = new Set();
  #usable = true;
  #warnedFull = false;

  /** With `clean`, what an invocation leaves there is removed before the next one. */
  constructor(path: string, clean: boolean, warn: Warn) {
    this.#path = path;
    this.#clean = clean;
    this.#warn = warn;
  }

  /** Says so in the log where the function cannot write there; many functions never do. */
  checkWritable(): void {
    try {
      accessSync(this.#path, constants.W_OK);
    } catch (error) {
      this.#usable = false;
      this.#warn(`the temporary folder ${this.#path} cannot be written to: ${(error as Error).message}`);
    }
  }

  /** What is there now, at the end of init, belongs to the function for good. */
  keepContent(): void {
    if (this.#clean && this.#usable) this.#keep = new Set(this.#paths(this.#path));
  }

  /** Removes what the invocation left, if that is wanted, and warns once each time the folder becomes nearly full. */
  afterInvocation(): void {
    if (!this.#usable) return;
    if (this.#clean) this.#attempt(() => this.#removeNew(this.#path));
    const share = this.#attempt(() => usedShare(this.#path)) ?? 0;
    if (share > FULL && !this.#warnedFull) {
      this.#warn(`the temporary folder ${this.#path} is ${Math.floor(share * 100)} % full`);
    }
    this.#warnedFull = share > FULL;
  }

  /** All that lies in a folder, however deep; links are not followed. */
  #paths(folder: string): string[] {
    const entries = this.#attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [];
    return entries.flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [path, ...this.#paths(path)] : [path];
    });
  }

  #removeNew(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (!this.#keep.has(path)) this.#attempt(() => rmSync(path, { recursive: true, force: true }));
      else if (entry.isDirectory()) this.#attempt(() => this.#removeNew(path));
    }
  }

  /** A folder that cannot be read or emptied costs a line in the log, not the function. */
  #attempt<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.#warn(`the temporary folder: ${(error as Error).message}`);
      return undefined;
    }
  }
}

function usedShare(folder: string): number {
  const { blocks, bfree, bavail } = statfsSync(folder);
  const used = blocks - bfree;
  return used === 0 ? 0 : used / (used + bavail);
}
