import { runTests } from './test-run.ts';
import type { WorkingCopy } from './working-copy.ts';

/**
 * Tells tests that fail because of a mutant from those that fail anyway. Each is asked once, when it has failed for the
 * first time: running all of them beforehand takes longer than most runs with mutants do.
 */
export class TrustedTests {
  readonly #trusted = new Map<string, boolean>();

  /** Those that are not known to fail without any mutant. */
  among(tests: readonly string[]): string[] {
    return tests.filter((test) => this.#trusted.get(test) !== false);
  }

  /** Whether a test passes in a copy that holds no mutant. */
  async passes(test: string, copy: WorkingCopy): Promise<boolean> {
    const known = this.#trusted.get(test);
    if (known !== undefined) return known;
    const { state } = await runTests(copy, [test], { untilFailure: true, workers: 1 });
    this.#trusted.set(test, state === 'passed');
    return state === 'passed';
  }

  /** Those that fail without any mutant: nothing that they say counts. */
  get failing(): string[] {
    return [...this.#trusted].filter(([, trusted]) => !trusted).map(([test]) => test);
  }
}
