// Lambda's own rule, which nobody can change there.
const RATE = 0.05;

/** Where a sampler has its time and its luck from; for tests. */
export interface SamplerSources {
  /** Unix epoch in milliseconds. */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Decides which invocations are traced: the first of each function in each second, and 5 % of the others. */
export class Sampler {
  readonly #sources: SamplerSources;
  #second = 0;
  // Those that had their first invocation in this second.
  readonly #begun = new Set<string>();

  constructor(sources: SamplerSources = { now: Date.now, random: Math.random }) {
    this.#sources = sources;
  }

  /** Whether the next invocation of a function is sampled. */
  decide(functionName: string): boolean {
    const second = Math.floor(this.#sources.now() / 1000);
    if (second !== this.#second) this.#begun.clear();
    this.#second = second;
    if (this.#begun.has(functionName)) return this.#sources.random() < RATE;
    this.#begun.add(functionName);
    return true;
  }
}
