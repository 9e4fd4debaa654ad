import { expect, test } from 'vitest';
import { MUTANTS_HELP, readMutantsOptions } from '../../../scripts/mutants/mutants-options.ts';

test('a path is enough: forty mutants, one at a time, and a seed that is another one each time', () => {
  const options = readMutantsOptions(['./runtime/']);
  expect(options).toMatchObject({ path: 'runtime', count: 40, jobs: 1, ids: [], list: false, atLeast: 0 });
  expect(readMutantsOptions(['runtime'])).not.toEqual(options);
});

test.each([
  [[], 'PATH is missing'],
  [['a', 'b'], 'one PATH at a time'],
  [['a', '--count', '0'], '--count 0: it is a whole number from 1'],
  [['a', '--at-least', '101'], '--at-least 101'],
  [['a', '--resume'], '--resume needs the --seed'],
  [['a', '--sed', '1'], "Unknown option '--sed'"],
])('%j is told to be a mistake', (args, message) => {
  expect(() => readMutantsOptions(args)).toThrow(message);
});

test('every option is explained in the help', () => {
  expect(readMutantsOptions(['--help'])).toBe('help');
  for (const option of [
    'count',
    'seed',
    'jobs',
    'mutant',
    'list',
    'resume',
    'without',
    'nearest',
    'at-least',
    'help',
  ]) {
    expect(MUTANTS_HELP).toContain(`--${option}`);
  }
});
