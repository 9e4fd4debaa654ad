import { type Dirent, lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { heldByOthers } from './held-by-others.ts';

type OnFault = (fault: Error) => void;

/**
 * What invocations leave in the temporary folder. External extensions share it, as the same user, and nothing in a file
 * says who has made it. So theirs is: all that was there before the function was loaded, whatever appears while no
 * invocation runs, and of what appears during one, what another process has open or another user owns. A folder of
 * theirs is theirs with all that is in it.
 */
export class InvocationLeftovers {
  #folder: string;
  /** There since the end of init, however deep. */
  #ofInit: ReadonlySet<string> = new Set();
  #ofOthers = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Lambda starts extensions before the runtime: what is there now is not of the function. */
  beginInit(): void {
    // As other processes name it.
    this.#folder = realpathSync(this.#folder);
    this.beginInvocation();
  }

  endInit(): void {
    this.#ofInit = new Set(this.#below(this.#folder));
  }

  beginInvocation(): void {
    const there = [...this.#ofOthers].filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
    this.#ofOthers = new Set(there);
    for (const path of [...this.#new(this.#folder)]) this.#ofOthers.add(path);
  }

  /** Removes what the invocation has left; what cannot be read or removed is told. */
  endInvocation(onFault: OnFault): void {
    const left = [...this.#new(this.#folder, onFault)];
    if (left.length === 0) return;
    const held = heldByOthers(this.#folder);
    for (const path of left) {
      try {
        if (isIn(path, held) || isOfAnotherUser(path)) this.#ofOthers.add(path);
        else rmSync(path, { recursive: true, force: true });
      } catch (error) {
        onFault(error as Error);
      }
    }
  }

  /** What is of others or of init is not new; of a new folder nothing but itself. */
  *#new(folder: string, onFault?: OnFault): Generator<string> {
    for (const { path, isFolder } of this.#entries(folder, onFault)) {
      if (!this.#ofInit.has(path)) yield path;
      else if (isFolder) yield* this.#new(path, onFault);
    }
  }

  /** All that lies in a folder, however deep; links are not followed. */
  *#below(folder: string): Generator<string> {
    for (const { path, isFolder } of this.#entries(folder)) {
      yield path;
      if (isFolder) yield* this.#below(path);
    }
  }

  *#entries(folder: string, onFault: OnFault = () => {}): Generator<{ path: string; isFolder: boolean }> {
    for (const entry of readable(folder, onFault)) {
      const path = join(folder, entry.name);
      if (!this.#ofOthers.has(path)) yield { path, isFolder: entry.isDirectory() };
    }
  }
}

function readable(folder: string, onFault: OnFault): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    onFault(error as Error);
    return [];
  }
}

function isIn(path: string, held: readonly string[]): boolean {
  return held.some((file) => file === path || file.startsWith(`${path}/`));
}

function isOfAnotherUser(path: string): boolean {
  const found = lstatSync(path);
  if (found.uid !== process.geteuid?.()) return true;
  return found.isDirectory() && readdirSync(path).some((name) => isOfAnotherUser(join(path, name)));
}
