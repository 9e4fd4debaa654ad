import { type Random, seededRandom } from './random.ts';
import { median, quantile, sortSamples } from './summary.ts';

/** A value with its 95 % interval, from resampling the samples with replacement (bootstrap, percentile method). */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What an interval says about a comparison. */
export type Verdict = 'lower' | 'no difference' | 'higher';

/** Paired: sample i of both sides was taken in the same round, so what disturbed the round cancels out. */
export type Pairing = 'paired' | 'unpaired';

const RESAMPLES = 2000;
const SEED = 20_180_601;

/** The median of the samples. */
export function medianEstimate(samples: readonly number[]): Estimate {
  const random = seededRandom(SEED);
  return estimate(median(samples), () => median(pick(samples, drawIndices(samples.length, random))));
}

/** Median of `ours` minus median of `theirs`; no difference is 0. */
export function differenceEstimate(ours: readonly number[], theirs: readonly number[], pairing: Pairing): Estimate {
  return comparison(ours, theirs, pairing, (a, b) => a - b);
}

/** Median of `ours` divided by median of `theirs`; no difference is 1. */
export function ratioEstimate(ours: readonly number[], theirs: readonly number[], pairing: Pairing): Estimate {
  return comparison(ours, theirs, pairing, (a, b) => a / b);
}

/** Compares with a value: only an interval that lies wholly on one side of it is a difference. */
export function verdict({ low, high }: Estimate, neutral: number): Verdict {
  if (high < neutral) return 'lower';
  return low > neutral ? 'higher' : 'no difference';
}

function comparison(
  ours: readonly number[],
  theirs: readonly number[],
  pairing: Pairing,
  compare: (a: number, b: number) => number,
): Estimate {
  if (pairing === 'paired' && ours.length !== theirs.length) throw new RangeError('pairs need as many of each');
  const random = seededRandom(SEED);
  return estimate(compare(median(ours), median(theirs)), () => {
    const indices = drawIndices(ours.length, random);
    const theirIndices = pairing === 'paired' ? indices : drawIndices(theirs.length, random);
    return compare(median(pick(ours, indices)), median(pick(theirs, theirIndices)));
  });
}

function estimate(value: number, resample: () => number): Estimate {
  const resampled = sortSamples(Array.from({ length: RESAMPLES }, resample));
  return { value, low: quantile(resampled, 0.025), high: quantile(resampled, 0.975) };
}

function drawIndices(count: number, random: Random): Uint32Array {
  return new Uint32Array(count).map(() => random() * count);
}

function pick(samples: readonly number[], indices: Uint32Array): Float64Array {
  return new Float64Array(indices.length).map((_, place) => samples[indices[place] ?? 0] ?? 0);
}
