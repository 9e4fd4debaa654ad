import { expect, test } from 'vitest';
import type { BenchResult } from '../../../../bench/bench-result.ts';
import { readCompareOptions } from '../../../../bench/compare/compare-options.ts';
import { compareReport } from '../../../../bench/compare/compare-report.ts';
import { type ComparedFigure, compareResults, regressions } from '../../../../bench/compare/comparison.ts';
import { newFailures, resultDifferences } from '../../../../bench/compare/result-differences.ts';
import { sampleBenchResult } from '../../../support/sample-bench-result.ts';

// Resampling takes a processor's time, which others may have.
const OLD = sampleBenchResult({ seed: 1 });

function figure(figures: readonly ComparedFigure[], contender: string, measure: string): ComparedFigure {
  const found = figures.find((each) => each.contender === contender && each.measure.name === measure);
  if (found === undefined) throw new Error(`no ${measure} of ${contender}`);
  return found;
}

function withoutBare(result: BenchResult): BenchResult {
  const scenarios = result.scenarios.map((scenario) => ({
    ...scenario,
    contenders: scenario.contenders.filter(({ name }) => name !== 'bare'),
  }));
  return { ...result, scenarios };
}

test('a machine in a worse mood makes nothing of snapboot slower, beside bare', () => {
  const figures = compareResults(OLD, sampleBenchResult({ seed: 2, mood: 1.3 }));
  expect(figure(figures, 'bare', 'init')).toMatchObject({ basis: 'medians', verdict: 'higher' });
  expect(figure(figures, 'snapboot', 'init')).toMatchObject({ basis: 'ratio to bare', verdict: 'no difference' });
  expect(figure(figures, 'snapboot', 'init').difference.low).toBeGreaterThan(0);
  expect(regressions(figures, 5)).toEqual([]);
});

test('the same mood without bare in both is a difference of the medians', () => {
  const figures = compareResults(withoutBare(OLD), sampleBenchResult({ seed: 2, mood: 1.3 }));
  expect(figure(figures, 'snapboot', 'init')).toMatchObject({ basis: 'medians', verdict: 'higher' });
  expect(regressions(figures, 5).map(({ contender }) => contender)).toContain('snapboot');
});

test('what has become slower by more than the threshold is a regression, of snapboot alone', () => {
  const figures = compareResults(OLD, sampleBenchResult({ seed: 2, snapbootFactor: 1.15 }));
  const names = (threshold: number) => regressions(figures, threshold).map(({ measure }) => measure.name);
  expect(new Set(names(5))).toEqual(new Set(['init', 'first invocation', 'sum', 'second invocation', 'warm']));
  expect(names(50)).toEqual([]);
  const backwards = compareResults(sampleBenchResult({ seed: 2, snapbootFactor: 1.15 }), OLD);
  expect(figure(backwards, 'snapboot', 'warm').verdict).toBe('lower');
  expect(regressions(backwards, 5)).toEqual([]);
});

test('what snapboot has built is its own as well, and what it is compared with is not', () => {
  const figures = compareResults(OLD, sampleBenchResult({ seed: 2, snapbootFactor: 1.15 }));
  const ofContender = (contender: string) =>
    figures.filter((each) => each.contender === 'snapboot').map((each) => ({ ...each, contender }));
  expect(regressions(ofContender('snapboot-compiled'), 5)).not.toEqual([]);
  expect(regressions(ofContender('snapboot-image'), 5)).not.toEqual([]);
  expect(regressions(ofContender('snapboot-http'), 5)).toEqual([]);
});

test('the report has a verdict for each measure, and says what it is based on', () => {
  const report = compareReport(compareResults(OLD, sampleBenchResult({ seed: 2, snapbootFactor: 1.15 })));
  expect(report).toContain('an empty handler, warm-cache\n');
  expect(report).toMatch(
    /^snapboot {2}init +35\.3 +\d\d\.\d +\+\d\.\d{3} \[.*\] +\+1\d\.\d % \[.*\] +slower +ratio to bare$/m,
  );
  expect(report).toMatch(/^snapboot {2}peak RSS .* no difference +ratio to bare$/m);
  expect(report).toMatch(/^bare {2}init .* no difference +medians$/m);
  expect(report).toContain('A change whose interval spans zero is no difference.');
});

test('other machines, versions, workloads and contenders are said in one line each', () => {
  const [first, ...others] = OLD.scenarios;
  if (first === undefined) throw new Error('there are scenarios');
  const changed = {
    ...OLD,
    machine: { ...OLD.machine, cpu: 'Another CPU', nodeVersion: 'v26.0.0' },
    scenarios: [
      {
        ...first,
        memoryMb: 256,
        workload: { ...first.workload, event: '[]' },
        contenders: first.contenders
          .filter(({ name }) => name !== 'fails-often')
          .map((each) => (each.name === 'bare' ? { ...each, version: 'Node.js 26.0.0' } : each)),
      },
      ...others.slice(1),
    ],
  };
  expect(resultDifferences(OLD, OLD)).toEqual([]);
  expect(resultDifferences(OLD, changed)).toEqual([
    'machine: Example CPU @ 2.60GHz, 2 cores, 8 GB, Linux 6.1.0 x64 → Another CPU, 2 cores, 8 GB, Linux 6.1.0 x64',
    'Node.js: v24.21.0 → v26.0.0',
    'bare: Node.js 24.21.0 → Node.js 26.0.0',
    'an empty handler, warm-cache: event: {} → []',
    'an empty handler, warm-cache: memory: 128 MB → 256 MB',
    'fails-often, an empty handler, warm-cache: only in the old result',
    'functions/a<b>&"c"/index.mjs, cold-storage: only in the old result',
  ]);
});

test('what was measured and fails now is told, and what has failed before is not', () => {
  const failing = {
    ...OLD,
    scenarios: OLD.scenarios.map((scenario) => ({
      ...scenario,
      contenders: scenario.contenders.map((each) =>
        each.name === 'snapboot' ? { ...each, coldStarts: [], failure: { reason: 'ended', output: '' } } : each,
      ),
    })),
  };
  expect(newFailures(OLD, failing)).toEqual([
    { contender: 'snapboot', line: 'snapboot, an empty handler, warm-cache: fails in the new result: ended' },
    {
      contender: 'snapboot',
      line: 'snapboot, functions/a<b>&"c"/index.mjs, cold-storage: fails in the new result: ended',
    },
  ]);
});

test('a comparison takes two files and a threshold, and nothing that would measure', () => {
  expect(readCompareOptions(['--compare', 'a.json', 'b.json'])).toEqual({
    oldFile: 'a.json',
    newFile: 'b.json',
    thresholdPercent: 5,
  });
  expect(readCompareOptions(['--threshold', '2.5', 'b.json', '--compare=a.json'])).toMatchObject({
    oldFile: 'a.json',
    thresholdPercent: 2.5,
  });
  expect([readCompareOptions([]), readCompareOptions(['--compare', 'a', '--help'])]).toEqual([undefined, undefined]);
});

test.each([
  [['--compare', 'a.json'], '--compare: it takes two files, OLD and NEW'],
  [['--compare', 'a', 'b', 'c'], '--compare: it takes two files, OLD and NEW'],
  [['--compare', 'a', 'b', '--threshold', 'few'], '--threshold few: it is a number of percent from 0 to 1000'],
  [['--compare', 'a', 'b', '--runs', '50'], "Unknown option '--runs'"],
])('%j is refused', (args, message) => {
  expect(() => readCompareOptions(args)).toThrow(message);
});
