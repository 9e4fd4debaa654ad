import { BenchError } from '../bench-error.ts';
import type { Condition } from './condition.ts';
import { DROPPED_CACHE } from './dropped-cache.ts';
import { SLOW_STORAGE } from './slow-storage/slow-storage.ts';
import { WARM_CACHE } from './warm-cache.ts';

/** All conditions, in the order of the report. */
export const CONDITIONS: readonly Condition[] = [WARM_CACHE, DROPPED_CACHE, SLOW_STORAGE];

/**
 * The conditions of these names, in the order of the report; the first one when no name is given.
 *
 * @param names with options behind them, where they have some: `slow-storage:0.5:serial`
 */
export function chooseConditions(names: readonly string[]): readonly Condition[] {
  if (names.length === 0) return CONDITIONS.slice(0, 1);
  const wanted = [...new Set(names)].map((name) => name.split(':'));
  const unknown = wanted.find(([name]) => !CONDITIONS.some((condition) => condition.name === name));
  if (unknown !== undefined) {
    const known = CONDITIONS.map(({ name }) => name).join(', ');
    throw new BenchError(`--condition ${unknown.join(':')}: there are ${known}`);
  }
  return CONDITIONS.flatMap((condition) =>
    wanted.filter(([name]) => name === condition.name).map(([, ...options]) => withOptions(condition, options)),
  );
}

function withOptions(condition: Condition, options: readonly string[]): Condition {
  if (options.length === 0) return condition;
  if (condition.withOptions !== undefined) return condition.withOptions(options);
  throw new BenchError(`--condition ${[condition.name, ...options].join(':')}: ${condition.name} has no options`);
}
