import { accessSync, constants, statfsSync } from 'node:fs';
import { InvocationLeftovers } from './invocation-leftovers.ts';

type Warn = (message: string) => void;

const FULL = 0.9;

/** The folder that a function may write to. Its content outlives invocations, its size is limited. */
export class TemporaryFolder {
  readonly #path: string;
  readonly #warn: Warn;
  /** Absent where everything stays. */
  #leftovers: InvocationLeftovers | undefined;
  #usable = true;
  #warnedFull = false;

  /** With `clean`, what an invocation leaves there is removed before the next one. */
  constructor(path: string, clean: boolean, warn: Warn) {
    this.#path = path;
    this.#warn = warn;
    if (clean) this.#leftovers = new InvocationLeftovers(path);
  }

  /** Says so in the log where the function cannot write there; many functions never do. */
  beginInit(): void {
    try {
      accessSync(this.#path, constants.W_OK);
    } catch (error) {
      this.#usable = false;
      this.#leftovers = undefined;
      this.#warn(`the temporary folder ${this.#path} cannot be written to: ${(error as Error).message}`);
    }
    this.#look('beginInit');
  }

  /** What is there now stays. */
  endInit(): void {
    this.#look('endInit');
  }

  /** What has come since the last invocation is not the function's. */
  beginInvocation(): void {
    this.#look('beginInvocation');
  }

  /** Removes what the invocation left, if that is wanted, and warns once each time the folder becomes nearly full. */
  endInvocation(): void {
    if (!this.#usable) return;
    this.#attempt(() => this.#leftovers?.endInvocation((fault) => this.#told(fault)));
    const share = this.#attempt(() => usedShare(this.#path)) ?? 0;
    if (share > FULL && !this.#warnedFull) {
      this.#warn(`the temporary folder ${this.#path} is ${Math.floor(share * 100)} % full`);
    }
    this.#warnedFull = share > FULL;
  }

  #look(moment: 'beginInit' | 'endInit' | 'beginInvocation'): void {
    const leftovers = this.#leftovers;
    if (leftovers !== undefined) this.#attempt(() => leftovers[moment]());
  }

  /** A folder that cannot be read or emptied costs a line in the log, not the function. */
  #attempt<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.#told(error as Error);
      return undefined;
    }
  }

  #told({ message }: Error): void {
    this.#warn(`the temporary folder: ${message}`);
  }
}

function usedShare(folder: string): number {
  const { blocks, bfree, bavail } = statfsSync(folder);
  const used = blocks - bfree;
  return used === 0 ? 0 : used / (used + bavail);
}
