import type { Sandbox } from './sandbox.ts';

// To walk through /proc takes longer than everything else at the end of a short invocation.
const VALID_MS = 200;

/**
 * Who is in an environment, for what may be a moment out of date: a process that was started just now may be missing
 * for 200 ms. Who is to be signalled is another question.
 */
export class ProgramCensus {
  readonly #sandbox: Sandbox;
  #pids: readonly number[] = [];
  #takenMs = Number.NEGATIVE_INFINITY;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /**
   * Programs and their descendants, without what the sandbox puts around them.
   *
   * @param leaders processes that the sandbox was started with
   */
  pids(leaders: readonly number[]): readonly number[] {
    const now = performance.now();
    if (now - this.#takenMs > VALID_MS) {
      this.#pids = leaders.flatMap((leader) => this.#sandbox.programPids(leader));
      this.#takenMs = now;
    }
    return this.#pids;
  }
}
