import { expect, test } from 'vitest';
import type { ContenderResult } from '../../../../../bench/bench-result.ts';
import { distributionChart } from '../../../../../bench/report/charts/distribution-chart.ts';
import { storageCharts } from '../../../../../bench/report/charts/storage-charts.ts';
import { waterfallChart } from '../../../../../bench/report/charts/waterfall-chart.ts';
import { COLD_SUM, INIT, WARM } from '../../../../../bench/report/measures.ts';
import { median } from '../../../../../bench/statistics/summary.ts';
import { sampleBenchResult } from '../../../../support/sample-bench-result.ts';

const [WARM_CACHE = [], COLD_STORAGE = []] = sampleBenchResult().scenarios.map(({ contenders }) => contenders);

test('the steps of a start follow each other, and end where the medians of init and sum are', () => {
  const chart = waterfallChart(WARM_CACHE);
  const steps = chart?.steps.filter(({ contender }) => contender === 'snapboot') ?? [];
  expect(steps.map(({ step }) => step)).toEqual(['process', 'node', 'runtime', 'handler', 'ask', 'response', 'next']);
  expect(steps.slice(1).map(({ fromMs }) => fromMs)).toEqual(steps.slice(0, -1).map(({ toMs }) => toMs));
  expect(steps.every(({ fromMs, toMs }) => fromMs <= toMs)).toBe(true);
  const snapboot = WARM_CACHE.find(({ name }) => name === 'snapboot');
  if (snapboot === undefined) throw new Error('snapboot takes part');
  expect(steps.find(({ step }) => step === 'ask')?.toMs).toBe(median(INIT.samples(snapboot)));
  expect(steps.find(({ step }) => step === 'response')?.toMs).toBe(median(COLD_SUM.samples(snapboot)));
});

test('a contender that says nothing of its phases has an init that is not divided', () => {
  const steps = waterfallChart(WARM_CACHE)?.steps.filter(({ contender }) => contender === 'bare');
  expect(steps?.map(({ step }) => step)).toEqual(['init', 'response', 'next']);
});

test('the phases of traced starts that were slower have the same shares of init', () => {
  const slow = WARM_CACHE.map((each) => ({
    ...each,
    phases: each.phases.map(() => ({ v8Ms: 100, nodeMs: 500, runtimeMs: 600, handlerMs: 900, nextMs: 1000 })),
  }));
  const steps = waterfallChart(slow)?.steps.filter(({ contender }) => contender === 'snapboot') ?? [];
  const initMs = steps.find(({ step }) => step === 'ask')?.toMs ?? 0;
  expect(steps.slice(0, 5).map(({ toMs }) => (toMs / initMs).toFixed(2))).toEqual([
    '0.10',
    '0.50',
    '0.60',
    '0.90',
    '1.00',
  ]);
});

test('no sample is left out, however far off it is', () => {
  const bare = WARM_CACHE.find(({ name }) => name === 'bare');
  const rows = distributionChart(INIT, WARM_CACHE)?.rows;
  expect(rows?.find(({ contender }) => contender === 'bare')?.samples).toEqual(bare && INIT.samples(bare));
  expect(rows?.map(({ contender }) => contender)).toEqual(['bare', 'snapboot', 'aws-lambda-ric']);
});

test('few samples are dots and many are curves; the axis is logarithmic where the spread needs it', () => {
  const starts = (...times: number[]): ContenderResult[] =>
    WARM_CACHE.slice(0, 1).map((each) => ({
      ...each,
      coldStarts: times.flatMap((spawnToNextMs) =>
        each.coldStarts.slice(0, 1).map((sample) => ({ ...sample, spawnToNextMs })),
      ),
    }));
  expect(distributionChart(WARM, WARM_CACHE)?.kind).toBe('cumulative');
  expect(distributionChart(INIT, starts(30, 31, 60))).toMatchObject({ kind: 'strip', axis: { isLogarithmic: false } });
  expect(distributionChart(INIT, starts(30, 31, 600))).toMatchObject({ kind: 'strip', axis: { isLogarithmic: true } });
  expect(distributionChart(INIT, starts())).toBeUndefined();
});

test('storage is shown where it was counted, by what was counted', () => {
  expect(storageCharts(WARM_CACHE)).toEqual([]);
  expect(storageCharts(COLD_STORAGE).map(({ label, points }) => [label, points.length])).toEqual([
    ['reads', 75],
    ['MB read', 75],
  ]);
  const bytesOnly = COLD_STORAGE.map((each) => ({
    ...each,
    coldStarts: each.coldStarts.map((sample) => ({ ...sample, storage: { bytes: 2 ** 20 } })),
  }));
  expect(storageCharts(bytesOnly).map(({ label }) => label)).toEqual(['MB read']);
});
