import { expect, test } from 'vitest';
import {
  differenceEstimate,
  medianEstimate,
  ratioChangeEstimate,
  ratioEstimate,
  verdict,
} from '../../../../bench/statistics/confidence-interval.ts';
import { seededRandom } from '../../../../bench/statistics/random.ts';

const round = (count: number, center: number, noise: number, seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => center + noise * (random() - 0.5));
};

test('the interval of a median holds the median, and the same samples give the same interval', () => {
  const samples = round(25, 40, 4, 1);
  const first = medianEstimate(samples);
  expect(first.low).toBeLessThanOrEqual(first.value);
  expect(first.high).toBeGreaterThanOrEqual(first.value);
  expect(medianEstimate(samples)).toEqual(first);
});

test('more samples make the interval narrower', () => {
  const width = ({ low, high }: { low: number; high: number }): number => high - low;
  expect(width(medianEstimate(round(400, 40, 4, 1)))).toBeLessThan(width(medianEstimate(round(20, 40, 4, 1))) / 2);
});

test('samples that are all the same leave no doubt', () => {
  expect(ratioEstimate([10, 10, 10], [20, 20, 20], 'paired')).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  expect(differenceEstimate([10, 10, 10], [20, 20], 'unpaired')).toEqual({ value: -10, low: -10, high: -10 });
});

test('pairing takes out what disturbed both sides of a round alike', () => {
  const rounds = round(40, 40, 30, 1);
  const slower = rounds.map((value) => value + 1);
  expect(differenceEstimate(slower, rounds, 'paired').low).toBeCloseTo(1);
  expect(verdict(differenceEstimate(slower, rounds, 'unpaired'), 0)).toBe('no difference');
});

test('the ratio to a yardstick of two runs is compared, whatever both of them had to wait for', () => {
  const run = (mood: number, factor: number) => ({
    samples: [40, 41, 42, 43].map((ms) => ms * mood * factor),
    yardstick: [40, 41, 42, 43].map((ms) => ms * mood),
  });
  const { value, low, high } = ratioChangeEstimate(run(1.5, 1.1), run(1, 1));
  expect([value, low, high].map((ratio) => ratio.toFixed(6))).toEqual(['1.100000', '1.100000', '1.100000']);
});

test('pairs need as many samples of each side', () => {
  expect(() => ratioChangeEstimate({ samples: [1, 2], yardstick: [1] }, { samples: [1], yardstick: [1] })).toThrow(
    RangeError,
  );
  expect(() => ratioEstimate([1, 2], [1], 'paired')).toThrow(RangeError);
});

test('an interval that spans the neutral value is no difference', () => {
  expect(verdict({ value: 1.02, low: 0.99, high: 1.05 }, 1)).toBe('no difference');
  expect(verdict({ value: 1.04, low: 1.01, high: 1.07 }, 1)).toBe('higher');
  expect(verdict({ value: 0.96, low: 0.93, high: 0.99 }, 1)).toBe('lower');
});
