import { type Random, seededRandom } from './random.ts';
import { ResampledMedian } from './resampled-median.ts';
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
  const resampled = new ResampledMedian(samples);
  return estimate(median(samples), () => resampled.at(drawPlaces(samples.length, random)));
}

/** Median of `ours` minus median of `theirs`; no difference is 0. */
export function differenceEstimate(ours: readonly number[], theirs: readonly number[], pairing: Pairing): Estimate {
  return comparison(ours, theirs, pairing, (a, b) => a - b);
}

/** Median of `ours` divided by median of `theirs`; no difference is 1. */
export function ratioEstimate(ours: readonly number[], theirs: readonly number[], pairing: Pairing): Estimate {
  return comparison(ours, theirs, pairing, (a, b) => a / b);
}

/** Samples beside those of a yardstick: sample i of both was taken in the same round of the same run. */
export interface Yardsticked {
  readonly samples: readonly number[];
  readonly yardstick: readonly number[];
}

/**
 * How many times the ratio of medians, samples to yardstick, of one run is that of another run; no change is 1. The
 * rounds of each run are resampled together with their yardstick, those of the two runs apart from each other.
 */
export function ratioChangeEstimate(ours: Yardsticked, theirs: Yardsticked): Estimate {
  const random = seededRandom(SEED);
  const [ourRatio, theirRatio] = [resampledRatio(ours, random), resampledRatio(theirs, random)];
  return estimate(ratioOf(ours) / ratioOf(theirs), () => ourRatio() / theirRatio());
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
  if (pairing === 'paired') checkPairs(ours, theirs);
  const random = seededRandom(SEED);
  const [ourMedian, theirMedian] = [new ResampledMedian(ours), new ResampledMedian(theirs)];
  return estimate(compare(median(ours), median(theirs)), () => {
    const places = drawPlaces(ours.length, random);
    const theirPlaces = pairing === 'paired' ? places : drawPlaces(theirs.length, random);
    return compare(ourMedian.at(places), theirMedian.at(theirPlaces));
  });
}

function ratioOf({ samples, yardstick }: Yardsticked): number {
  return median(samples) / median(yardstick);
}

function resampledRatio({ samples, yardstick }: Yardsticked, random: Random): () => number {
  checkPairs(samples, yardstick);
  const [ours, theirs] = [new ResampledMedian(samples), new ResampledMedian(yardstick)];
  return () => {
    const places = drawPlaces(samples.length, random);
    return ours.at(places) / theirs.at(places);
  };
}

function checkPairs(ours: readonly number[], theirs: readonly number[]): void {
  if (ours.length !== theirs.length) throw new RangeError('pairs need as many of each');
}

function estimate(value: number, resample: () => number): Estimate {
  const resampled = sortSamples(Array.from({ length: RESAMPLES }, resample));
  return { value, low: quantile(resampled, 0.025), high: quantile(resampled, 0.975) };
}

function drawPlaces(count: number, random: Random): Uint32Array {
  return new Uint32Array(count).map(() => random() * count);
}
