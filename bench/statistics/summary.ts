/** Samples in ascending order: only those can be read by rank. */
export type SortedSamples = Float64Array & { readonly sorted: true };

/** What a row of samples looks like, in the samples' own unit. */
export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  /** Median of the distances from the median: a spread that a few outliers do not move. */
  readonly mad: number;
}

/** Sums up one or more samples. */
export function summarize(samples: Iterable<number>): Summary {
  const sorted = sortSamples(samples);
  const p50 = quantile(sorted, 0.5);
  return {
    count: sorted.length,
    min: quantile(sorted, 0),
    p50,
    p90: quantile(sorted, 0.9),
    p99: quantile(sorted, 0.99),
    mad: median(sorted.map((sample) => Math.abs(sample - p50))),
  };
}

/** Median of one or more samples. */
export function median(samples: Iterable<number>): number {
  return quantile(sortSamples(samples), 0.5);
}

/** A sorted copy of the samples. */
export function sortSamples(samples: Iterable<number>): SortedSamples {
  return Float64Array.from(samples).sort() as SortedSamples;
}

/** The value below which the given share (0 to 1) of the samples lies, interpolated between neighbours. */
export function quantile(sorted: SortedSamples, share: number): number {
  if (sorted.length === 0) throw new RangeError('no samples');
  const rank = (sorted.length - 1) * share;
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? 0;
  return below + (above - below) * (rank - Math.floor(rank));
}
