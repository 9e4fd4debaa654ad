import type { ContenderResult, ScenarioResult } from './bench-result.ts';
import { INIT, type Measure, WARM } from './report/measures.ts';
import { summarize } from './statistics/summary.ts';

// On a quiet machine half of the starts lie within about 3 % of the median, and half of the blocks as well.
const QUIET_SPREAD = 0.05;

/** Why the figures of a scenario are to be read with care, judged by how far they scatter. No sample is left out. */
export function noiseWarnings({ workload, condition, contenders }: ScenarioResult): string[] {
  const scattered = [
    ['the starts', noisyOnes(INIT, contenders)],
    ['the blocks of warm invocations', noisyOnes(WARM, contenders)],
  ] as const;
  return scattered.flatMap(([what, noisy]) => {
    if (noisy.length === 0) return [];
    const where = `${workload.name}, ${condition}`;
    return [`${where}: ${what} scatter: half of them lie off their median by ${noisy.join(', ')} or more`];
  });
}

function noisyOnes(measure: Measure, contenders: readonly ContenderResult[]): string[] {
  return contenders.flatMap((contender) => {
    const samples = measure.samples(contender);
    const spread = samples.length === 0 ? 0 : relativeSpread(samples);
    return spread > QUIET_SPREAD ? [`${(spread * 100).toFixed(0)} % (${contender.name})`] : [];
  });
}

function relativeSpread(samples: readonly number[]): number {
  const { p50, mad } = summarize(samples);
  return mad / p50;
}
