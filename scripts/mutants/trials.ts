import type { Mutant } from './mutant.ts';
import type { Trial } from './report.ts';
import type { TrialOutcome } from './trial.ts';
import { keyOf, type TrialLog } from './trial-log.ts';

/** Draws mutants until so many have been tried that say something, and keeps what became of each. */
export class Trials {
  readonly done: Trial[] = [];
  readonly #waiting: Mutant[] = [];
  readonly #count: number;
  readonly #log: TrialLog;
  #running = 0;

  /** @param known what an earlier run has found, by the keys of mutants */
  constructor(mutants: readonly Mutant[], count: number, known: ReadonlyMap<string, TrialOutcome>, log: TrialLog) {
    this.#count = count;
    this.#log = log;
    for (const mutant of mutants) {
      const outcome = known.get(keyOf(mutant));
      if (outcome === undefined) this.#waiting.push(mutant);
      else this.done.push({ mutant, outcome });
    }
  }

  /** How many say something, and how many will. */
  get progress(): string {
    return `${this.#counted}/${Math.min(this.#count, this.#counted + this.#waiting.length + this.#running)}`;
  }

  /** Tries one after the other; can be called several times at once, to try as many at the same time. */
  async run(
    tryMutant: (mutant: Mutant) => Promise<TrialOutcome>,
    say: (trial: Trial, seconds: number) => void,
  ): Promise<void> {
    while (!this.#enough) {
      const mutant = this.#waiting.shift();
      if (mutant === undefined) return;
      this.#running += 1;
      const started = performance.now();
      const outcome = await tryMutant(mutant).finally(() => {
        this.#running -= 1;
      });
      this.done.push({ mutant, outcome });
      await this.#log.add(mutant, outcome);
      say({ mutant, outcome }, (performance.now() - started) / 1000);
    }
  }

  get #enough(): boolean {
    return this.#counted + this.#running >= this.#count;
  }

  get #counted(): number {
    return this.done.filter(({ outcome }) => outcome.state !== 'invalid').length;
  }
}
