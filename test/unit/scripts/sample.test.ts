import { expect, test } from 'vitest';
import { seededRandom } from '../../../bench/statistics/random.ts';
import { findMutants } from '../../../scripts/mutants/find-mutants.ts';
import { inRandomOrder } from '../../../scripts/mutants/sample.ts';

const MUTANTS = findMutants('a.ts', Array.from({ length: 50 }, (_, index) => `f(${index}, true);`).join('\n'));

test('the same seed draws the same mutants, another one others', () => {
  const drawn = (seed: number) => inRandomOrder(MUTANTS, seededRandom(seed)).map(({ id }) => id);
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
});

test('each line gives one mutant', () => {
  const lines = inRandomOrder(MUTANTS, seededRandom(1)).map(({ line }) => line);
  expect(lines.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});
