import { expect, test } from 'vitest';
import { inOrderOfHope, testsFor } from '../../../scripts/mutants/test-plan.ts';

const FILES = [
  'service/logs/log-file.ts',
  'test/contract/logs.test.ts',
  'test/corpus/corpus.test.ts',
  'test/e2e/bench-page.test.ts',
  'test/e2e/invoke.test.ts',
  'test/e2e/metrics/metrics.test.ts',
  'test/unit/runtime/logging/log-format.test.ts',
  'test/unit/service/logs/log-file.test.ts',
  'test/unit/service/metrics/value-sketch.test.ts',
];

test('a folder is tried on its own tests', () => {
  expect(testsFor('runtime/logging/log-format.ts', FILES, [])).toEqual([
    'test/contract/logs.test.ts',
    'test/e2e/invoke.test.ts',
    'test/unit/runtime/logging/log-format.test.ts',
  ]);
});

test('what runtime and service share is tried on the tests of both', () => {
  const tests = testsFor('runtime/protocol/invoke-api.ts', FILES, []);
  expect(tests).toContain('test/unit/runtime/logging/log-format.test.ts');
  expect(tests).toContain('test/unit/service/logs/log-file.test.ts');
});

test('tests can be left out by the beginning of their path', () => {
  expect(testsFor('service/logs/log-file.ts', FILES, ['test/e2e'])).toEqual([
    'test/unit/service/logs/log-file.test.ts',
    'test/unit/service/metrics/value-sketch.test.ts',
  ]);
});

test('a folder of which nothing is known is tried on all tests but those of the corpus', () => {
  expect(testsFor('source/numbers.ts', FILES, [])).toEqual(FILES.slice(1).filter((file) => !file.includes('corpus')));
});

test('unit tests that import the change come first, then tests of that name, at last unit tests that do not import it', () => {
  const tests = testsFor('service/logs/log-file.ts', FILES, []);
  const distances: Readonly<Record<string, number>> = { 'test/unit/service/metrics/value-sketch.test.ts': 1 };
  expect(inOrderOfHope(tests, 'service/metrics/value-sketch.ts', (name) => distances[name])).toEqual([
    'test/unit/service/metrics/value-sketch.test.ts',
    'test/e2e/metrics/metrics.test.ts',
    'test/e2e/invoke.test.ts',
    'test/unit/service/logs/log-file.test.ts',
  ]);
});

test('tests in a folder of that name come before others that share a word', () => {
  const tests = ['test/e2e/faults/client-faults.test.ts', 'test/e2e/page/access.test.ts'];
  expect(inOrderOfHope(tests, 'service/page/client/store.ts', () => undefined)).toEqual(tests.toReversed());
});

test('of each kind of tests the nearest alone may be run', () => {
  const tests = testsFor('service/logs/log-file.ts', FILES, []);
  expect(inOrderOfHope(tests, 'service/metrics/function-metrics.ts', () => 1, 1)).toEqual([
    'test/unit/service/metrics/value-sketch.test.ts',
    'test/e2e/metrics/metrics.test.ts',
  ]);
});
