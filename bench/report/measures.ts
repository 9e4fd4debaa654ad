import type { ContenderResult } from '../bench-result.ts';
import type { ColdStartSample } from '../cold-start.ts';
import { type Estimate, ratioEstimate } from '../statistics/confidence-interval.ts';
import { median } from '../statistics/summary.ts';
import type { WarmBlock } from '../warm-blocks.ts';

/** One figure that contenders are compared by. */
export interface Measure {
  readonly name: string;
  /** Samples that are independent of each other; sample i of all contenders comes from the same round. */
  samples(result: ContenderResult): number[];
  /** Every single value, for what the tail looks like. */
  all(result: ContenderResult): number[];
}

/** Spawn → first GET next, in milliseconds. */
export const INIT: Measure = coldMeasure('init', ({ spawnToNextMs }) => spawnToNextMs);

/** First event → its response, in milliseconds. */
export const FIRST_INVOCATION: Measure = coldMeasure('first invocation', ({ nextToResponseMs }) => nextToResponseMs);

/** Init and first invocation together, in milliseconds: what the first caller waits for. */
export const COLD_SUM: Measure = coldMeasure('sum', (sample) => sample.spawnToNextMs + sample.nextToResponseMs);

/** Peak resident memory, in bytes. */
export const PEAK_RSS: Measure = coldMeasure('peak RSS', ({ peakRssBytes }) => peakRssBytes);

/** Event → response of a warm process, in milliseconds. */
export const WARM: Measure = warmMeasure('warm', ({ eventToResponseMs }) => eventToResponseMs);

/** Event → following GET next of a warm process, in milliseconds. */
export const WARM_ROUND_TRIP: Measure = warmMeasure('warm round trip', ({ eventToNextMs }) => eventToNextMs);

/** How many times the rival's median our median is; nothing when one of them was not measured. */
export function compare(measure: Measure, ours?: ContenderResult, rival?: ContenderResult): Estimate | undefined {
  if (ours === undefined || rival === undefined) return undefined;
  const samples = measure.samples(ours);
  return samples.length === 0 ? undefined : ratioEstimate(samples, measure.samples(rival), 'paired');
}

function coldMeasure(name: string, value: (sample: ColdStartSample) => number): Measure {
  const samples = ({ coldStarts }: ContenderResult) => coldStarts.map(value);
  return { name, samples, all: samples };
}

// Invocations of one block resemble each other, so that a whole block counts as one sample: its median.
function warmMeasure(name: string, values: (block: WarmBlock) => readonly number[]): Measure {
  return {
    name,
    samples: ({ warmBlocks }) => warmBlocks.map((block) => median(values(block))),
    all: ({ warmBlocks }) => warmBlocks.flatMap(values),
  };
}
