import type { ContenderResult } from '../bench-result.ts';
import type { ColdStartSample } from '../cold-start.ts';
import { type Estimate, ratioEstimate } from '../statistics/confidence-interval.ts';
import { median } from '../statistics/summary.ts';
import type { WarmBlock } from '../warm-blocks.ts';

/** Milliseconds, or bytes. */
export type Unit = 'ms' | 'bytes';

/** One figure that contenders are compared by. */
export interface Measure {
  readonly name: string;
  /** From where to where, in a few words. */
  readonly about: string;
  readonly unit: Unit;
  /** Samples that are independent of each other; sample i of all contenders comes from the same round. */
  samples(result: ContenderResult): number[];
  /** Every single value, for what the tail looks like. */
  all(result: ContenderResult): number[];
}

/** Spawn → first GET next, in milliseconds. */
export const INIT: Measure = coldMeasure('init', 'spawn → first GET next', ({ spawnToNextMs }) => spawnToNextMs);

/** First event → its response, in milliseconds. */
export const FIRST_INVOCATION: Measure = coldMeasure(
  'first invocation',
  'first event → its response',
  ({ nextToResponseMs }) => nextToResponseMs,
);

/** The second event → its response, in milliseconds. */
export const SECOND_INVOCATION: Measure = coldMeasure(
  'second invocation',
  'second event → its response',
  ({ warmMs }) => warmMs,
);

/** Init and first invocation together, in milliseconds: what the first caller waits for. */
export const COLD_SUM: Measure = coldMeasure(
  'sum',
  'init and first invocation: what the first caller waits for',
  coldSumMs,
);

/** Peak resident memory, in bytes. */
export const PEAK_RSS: Measure = {
  ...coldMeasure(
    'peak RSS',
    'the most memory that the process and its children had resident',
    ({ peakRssBytes }) => peakRssBytes,
  ),
  unit: 'bytes',
};

/** Event → response of a warm process, in milliseconds. */
export const WARM: Measure = warmMeasure(
  'warm',
  'event → response of a running process',
  ({ eventToResponseMs }) => eventToResponseMs,
);

/** Event → following GET next of a warm process, in milliseconds. */
export const WARM_ROUND_TRIP: Measure = warmMeasure(
  'warm round trip',
  'event → following GET next of a running process',
  ({ eventToNextMs }) => eventToNextMs,
);

/** What a page and a comparison show, in their order. */
export const HEADLINE: readonly Measure[] = [INIT, FIRST_INVOCATION, COLD_SUM, SECOND_INVOCATION, WARM, PEAK_RSS];

/** How many times the rival's median our median is; nothing when one of them was not measured. */
export function compare(measure: Measure, ours?: ContenderResult, rival?: ContenderResult): Estimate | undefined {
  if (ours === undefined || rival === undefined) return undefined;
  const [samples, theirs] = [measure.samples(ours), measure.samples(rival)];
  return samples.length === 0 || theirs.length === 0 ? undefined : ratioEstimate(samples, theirs, 'paired');
}

/** Spawn → first response, without the time between the first GET next and the event, in milliseconds. */
export function coldSumMs({ spawnToNextMs, nextToResponseMs }: ColdStartSample): number {
  return spawnToNextMs + nextToResponseMs;
}

function coldMeasure(name: string, about: string, value: (sample: ColdStartSample) => number): Measure {
  const samples = ({ coldStarts }: ContenderResult) => coldStarts.map(value);
  return { name, about, unit: 'ms', samples, all: samples };
}

// Invocations of one block resemble each other, so that a whole block counts as one sample: its median.
function warmMeasure(name: string, about: string, values: (block: WarmBlock) => readonly number[]): Measure {
  return {
    name,
    about,
    unit: 'ms',
    samples: ({ warmBlocks }) => warmBlocks.map((block) => median(values(block))),
    all: ({ warmBlocks }) => warmBlocks.flatMap(values),
  };
}
