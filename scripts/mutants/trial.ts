import { type Mutant, mutatedText } from './mutant.ts';
import { parseSource } from './syntax.ts';
import { runTests } from './test-run.ts';
import type { TrustedTests } from './trusted-tests.ts';
import { typeMistake } from './type-check.ts';
import type { WorkingCopy } from './working-copy.ts';

/** What became of a mutant. */
export type TrialOutcome =
  | { readonly state: 'caught'; readonly by: string }
  | { readonly state: 'survived' }
  /** It is no program, or none that anyone could commit: it says nothing about the tests. */
  | { readonly state: 'invalid'; readonly reason: string };

/** Where and on what mutants are tried. */
export interface TrialSetting {
  /** Holds no mutant before and after. */
  readonly copy: WorkingCopy;
  readonly trusted: TrustedTests;
  /** Tests that run at the same time. */
  readonly workers: number;
}

/** Tries a mutant on tests, in their order, until one fails. */
export async function tryMutant(
  mutant: Mutant,
  tests: readonly string[],
  setting: TrialSetting,
): Promise<TrialOutcome> {
  const unreadable = syntaxMistake(mutant);
  if (unreadable !== undefined) return { state: 'invalid', reason: unreadable };
  const mistake = await changed(mutant, setting, () => typeMistake(setting.copy.folder));
  if (mistake !== undefined) return { state: 'invalid', reason: mistake };
  return tryTests(mutant, tests, setting);
}

function syntaxMistake(mutant: Mutant): string | undefined {
  try {
    parseSource(mutant.file, mutatedText(mutant));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim().split('\n', 1).join() : String(error);
  }
}

async function tryTests(mutant: Mutant, tests: readonly string[], setting: TrialSetting): Promise<TrialOutcome> {
  const { copy, trusted, workers } = setting;
  const left = trusted.among(tests);
  if (left.length === 0) return { state: 'survived' };
  const outcome = await changed(mutant, setting, () => runTests(copy, left, { untilFailure: true, workers }));
  if (outcome.state === 'passed') return { state: 'survived' };
  if (outcome.state === 'hung') return { state: 'caught', by: 'nothing ended any more' };
  // A run that fails without a test has not come as far as one: then any must pass without the mutant.
  const test = outcome.test ?? left[0] ?? '';
  if (await trusted.passes(test, copy)) return { state: 'caught', by: `${test}: ${outcome.sentence}` };
  return tryTests(mutant, tests, setting);
}

/** Does something while the copy holds the mutant. */
async function changed<T>(mutant: Mutant, { copy }: TrialSetting, work: () => Promise<T>): Promise<T> {
  await copy.write(mutant.file, mutatedText(mutant));
  try {
    return await work();
  } finally {
    await copy.write(mutant.file, mutant.source);
  }
}
