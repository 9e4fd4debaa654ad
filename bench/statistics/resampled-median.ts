import { type SortedSamples, sortSamples } from './summary.ts';

/** Samples whose median is taken thousands of times, each time of another choice of them, without sorting again. */
export class ResampledMedian {
  readonly #sorted: SortedSamples;
  /** Where each sample stands among the sorted ones. */
  readonly #ranks: Uint32Array;
  readonly #counts: Uint32Array;

  constructor(samples: readonly number[]) {
    if (samples.length === 0) throw new RangeError('no samples');
    this.#sorted = sortSamples(samples);
    this.#ranks = ranksOf(samples);
    this.#counts = new Uint32Array(samples.length);
  }

  /** Median of the samples at these places; a place may come up several times. */
  at(places: Uint32Array): number {
    const counts = this.#counts.fill(0);
    for (const place of places) {
      const rank = this.#ranks[place] ?? 0;
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    const middle = (places.length - 1) / 2;
    const below = this.#drawn(Math.floor(middle));
    return Number.isInteger(middle) ? below : below + (this.#drawn(Math.ceil(middle)) - below) / 2;
  }

  /** The value that stands at this place among those drawn, in ascending order. */
  #drawn(place: number): number {
    let passed = 0;
    let rank = 0;
    for (; rank < this.#counts.length; rank++) {
      passed += this.#counts[rank] ?? 0;
      if (passed > place) break;
    }
    return this.#sorted[rank] ?? 0;
  }
}

function ranksOf(samples: readonly number[]): Uint32Array {
  const places = samples.map((_, place) => place).sort((one, other) => (samples[one] ?? 0) - (samples[other] ?? 0));
  const ranks = new Uint32Array(samples.length);
  for (const [rank, place] of places.entries()) ranks[place] = rank;
  return ranks;
}
