import { expect, test } from 'vitest';
import { findMutants } from '../../../scripts/mutants/find-mutants.ts';
import { report, shareCaught, type Trial } from '../../../scripts/mutants/report.ts';
import type { TrialOutcome } from '../../../scripts/mutants/trial.ts';

const CAUGHT: TrialOutcome = { state: 'caught', by: 'a test' };
const SURVIVED: TrialOutcome = { state: 'survived' };
const INVALID: TrialOutcome = { state: 'invalid', reason: 'types' };

test('the share is that of the mutants that say something, with the interval after Wilson', () => {
  const trials = outcomes(...Array<TrialOutcome>(57).fill(CAUGHT), SURVIVED, SURVIVED, SURVIVED, INVALID);
  const { caught, survived, invalid, percent, interval } = shareCaught(trials);
  expect({ caught, survived, invalid, percent }).toEqual({ caught: 57, survived: 3, invalid: 1, percent: 95 });
  expect(interval.map((value) => Number(value.toFixed(1)))).toEqual([86.3, 98.3]);
});

test('without any mutant nothing is known', () => {
  expect(shareCaught([])).toMatchObject({ percent: 100, interval: [0, 100] });
});

test('survivors are shown with what was changed', () => {
  const text = report('a.ts', 7, outcomes(CAUGHT, SURVIVED));
  expect(text).toContain('a.ts:2:3:one-more\n    - f(1);\n    + f(2);\n');
  expect(text).not.toContain('a.ts:1:3');
  expect(text).toContain('a.ts, seed 7');
  expect(text).toContain('50.0 % caught');
});

/** Trials of a file of as many lines. */
function outcomes(...all: TrialOutcome[]): Trial[] {
  const source = all.map((_, index) => `f(${index});`).join('\n');
  const mutants = findMutants('a.ts', source).filter(({ change }) => change.kind === 'one more');
  return mutants.flatMap((mutant, index) => ({ mutant, outcome: all[index] ?? INVALID }));
}
