import type { ContenderResult } from './bench-result.ts';
import { summarize } from './statistics/summary.ts';

// On a quiet machine half of the starts lie within about 3 % of the median.
const QUIET_SPREAD = 0.05;

/** Why the cold starts are to be read with care, judged by how far they scatter. */
export function noiseWarnings(contenders: readonly ContenderResult[]): string[] {
  const noisy = contenders.flatMap(({ name, coldStarts }) => {
    const spread = coldStarts.length === 0 ? 0 : relativeSpread(coldStarts.map(({ spawnToNextMs }) => spawnToNextMs));
    return spread > QUIET_SPREAD ? [`${(spread * 100).toFixed(0)} % (${name})`] : [];
  });
  return noisy.length === 0
    ? []
    : [`the starts scatter: half of them lie off their median by ${noisy.join(', ')} or more`];
}

function relativeSpread(samples: readonly number[]): number {
  const { p50, mad } = summarize(samples);
  return mad / p50;
}
