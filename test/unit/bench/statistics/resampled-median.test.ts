import { expect, test } from 'vitest';
import { seededRandom } from '../../../../bench/statistics/random.ts';
import { ResampledMedian } from '../../../../bench/statistics/resampled-median.ts';
import { median } from '../../../../bench/statistics/summary.ts';

test.each([1, 2, 9, 24, 25])('%i samples: every choice of them has the median that sorting finds', (count) => {
  const random = seededRandom(count);
  // Whole numbers, so that some are equal.
  const samples = Array.from({ length: count }, () => Math.floor(10 * random()));
  const resampled = new ResampledMedian(samples);
  for (let choice = 0; choice < 200; choice++) {
    const places = new Uint32Array(count).map(() => random() * count);
    expect(resampled.at(places)).toBe(median(Array.from(places, (place) => samples[place] ?? Number.NaN)));
  }
});

test('no samples are a mistake of the caller', () => {
  expect(() => new ResampledMedian([])).toThrow(RangeError);
});
