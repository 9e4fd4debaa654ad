import type { Random } from '../../bench/statistics/random.ts';
import type { Mutant } from './mutant.ts';

/**
 * Mutants in a random order, at most one a line: first a line is drawn, then one of its mutants. Else long conditions
 * and lists of names would make up most of a sample.
 */
export function inRandomOrder(mutants: readonly Mutant[], random: Random): Mutant[] {
  const lines = Map.groupBy(mutants, ({ file, line }) => `${file}:${line}`);
  return [...lines.values()]
    .map((those) => ({ those, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .flatMap(({ those }) => those[Math.floor(random() * those.length)] ?? []);
}
