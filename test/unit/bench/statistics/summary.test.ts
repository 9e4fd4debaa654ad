import { expect, test } from 'vitest';
import { median, quantile, sortSamples, summarize } from '../../../../bench/statistics/summary.ts';

test('a summary of 0 to 100 has its quantiles where they belong', () => {
  const samples = Array.from({ length: 101 }, (_, index) => 100 - index);
  expect(summarize(samples)).toEqual({ count: 101, min: 0, p50: 50, p90: 90, p99: 99, mad: 25 });
});

test('the median of an even number of samples lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('an outlier moves neither the median nor the spread', () => {
  const { p50, mad } = summarize([10, 11, 12, 13, 1_000_000]);
  expect({ p50, mad }).toEqual({ p50: 12, mad: 1 });
});

test('samples are sorted as numbers, and the caller keeps the order of his own', () => {
  const samples = [10, 9, 100];
  expect([...sortSamples(samples)]).toEqual([9, 10, 100]);
  expect(samples).toEqual([10, 9, 100]);
});

test('one sample is all of its quantiles', () => {
  const sorted = sortSamples([7]);
  expect([quantile(sorted, 0), quantile(sorted, 0.5), quantile(sorted, 1)]).toEqual([7, 7, 7]);
});

test('no samples are a mistake of the caller', () => {
  expect(() => median([])).toThrow(RangeError);
});
