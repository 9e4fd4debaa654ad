import { expect, test } from 'vitest';
import {
  differenceEstimate,
  type Estimate,
  medianEstimate,
  ratioChangeEstimate,
  ratioEstimate,
  verdict,
} from '../../../../bench/statistics/confidence-interval.ts';
import { type Random, seededRandom } from '../../../../bench/statistics/random.ts';

// Three standard errors below 95 %: that of a share of 200 is about 1.5 %.
const TRIALS = 200;
const LEAST = 0.9;
const MOST = 0.99;
// All of it is computing, on a processor that others may have.

/** Times as processes have them, around a median with a tail to the right. */
function times(count: number, medianMs: number, random: Random): number[] {
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return medianMs * Math.exp(0.1 * normal);
  });
}

function shareHolding(truth: number, estimateOf: (random: Random) => Estimate): number {
  const random = seededRandom(7);
  const held = Array.from({ length: TRIALS }, () => verdict(estimateOf(random), truth) === 'no difference');
  return held.filter(Boolean).length / TRIALS;
}

test.each([10, 25, 60])('of %i samples, about 95 of 100 intervals hold the true median', (count) => {
  const share = shareHolding(40, (random) => medianEstimate(times(count, 40, random)));
  expect(share).toBeGreaterThan(LEAST);
  expect(share).toBeLessThanOrEqual(MOST);
});

test('about 95 of 100 intervals hold the true difference of two runs', () => {
  const share = shareHolding(4, (random) =>
    differenceEstimate(times(25, 44, random), times(25, 40, random), 'unpaired'),
  );
  expect(share).toBeGreaterThan(LEAST);
});

test('about 95 of 100 intervals hold the true ratio, of rounds that share a disturbance too', () => {
  const disturbed = (random: Random) => {
    const moods = times(25, 1, random);
    const under = (medianMs: number) => times(25, medianMs, random).map((ms, round) => ms * (moods[round] ?? 1));
    return ratioEstimate(under(42), under(40), 'paired');
  };
  expect(shareHolding(1.05, disturbed)).toBeGreaterThan(LEAST);
});

test('two runs that differ only by the mood of the machine are called no difference about 95 times in 100', () => {
  const share = shareHolding(1, (random) => {
    const run = (mood: number) => ({
      samples: times(25, 42 * mood, random),
      yardstick: times(25, 40 * mood, random),
    });
    return ratioChangeEstimate(run(1.3), run(1));
  });
  expect(share).toBeGreaterThan(LEAST);
});

test('an outlier stays among the samples and moves an interval no further than the samples reach', () => {
  const samples = [10, 11, 12, 13, 1_000_000];
  const { value, low, high } = medianEstimate(samples);
  expect({ value, low }).toEqual({ value: 12, low: 10 });
  expect(samples).toContain(high);
});
