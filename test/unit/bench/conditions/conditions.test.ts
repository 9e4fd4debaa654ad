import { expect, test } from 'vitest';
import { BenchError } from '../../../../bench/bench-error.ts';
import { BENCH_HELP } from '../../../../bench/bench-options.ts';
import { CONDITIONS, chooseConditions } from '../../../../bench/conditions/conditions.ts';

function names(chosen: readonly string[]): readonly string[] {
  return chooseConditions(chosen).map(({ name }) => name);
}

test('without a name the page cache is warm', () => {
  expect(names([])).toEqual(['warm-cache']);
});

test('conditions come in the order of the report, with their options and once each', () => {
  const chosen = ['slow-storage:1:serial', 'slow-storage', 'warm-cache', 'slow-storage', 'dropped-cache'];
  expect(names(chosen)).toEqual(['warm-cache', 'dropped-cache', 'slow-storage:1:serial', 'slow-storage']);
});

test.each([
  ['tepid-cache', '--condition tepid-cache: there are warm-cache, dropped-cache, slow-storage'],
  ['warm-cache:1', '--condition warm-cache:1: warm-cache has no options'],
  [
    'slow-storage:1:slow',
    '--condition slow-storage:1:slow: slow is neither milliseconds (0 to 100) nor parallel, serial or a bandwidth such as 200MB/s',
  ],
])('%s is refused', (name, message) => {
  expect(() => chooseConditions([name])).toThrow(new BenchError(message));
});

test('the help names all of them', () => {
  for (const { name, about } of CONDITIONS)
    expect(BENCH_HELP).toMatch(new RegExp(`^  ${name} +${about.slice(0, 20)}`, 'm'));
});
