// Each bin is 4 % wider than the one below: a percentile is off by 2 % at most.
const GROWTH = 1.04;
const MAX_BINS = 160;
// What is smaller is zero.
const SMALLEST = 1e-9;
const LARGEST = 1e18;

/**
 * The distribution of any number of values in bounded memory. Bins grow with the values in them; where there are too many
 * bins, each two neighbours become one and percentiles less exact, as in UDDSketch.
 */
export class ValueSketch {
  #bins = new Map<number, number>();
  /** How often neighbours became one. */
  #merges = 0;

  /** @param count how often the value is there */
  add(value: number, count = 1): void {
    this.#count(this.#binOf(value), count);
    while (this.#bins.size > MAX_BINS) this.#merge();
  }

  /** Adds what another one has. */
  addAll(other: ValueSketch): void {
    while (this.#merges < other.#merges) this.#merge();
    for (const [bin, count] of other.#bins) this.#count(merged(bin, this.#merges - other.#merges), count);
    while (this.#bins.size > MAX_BINS) this.#merge();
  }

  /**
   * The value that this share of all values does not exceed.
   *
   * @param share from 0 to 1
   */
  quantile(share: number): number {
    const bins = [...this.#bins].toSorted(([one], [other]) => one - other);
    const total = bins.reduce((sum, [, count]) => sum + count, 0);
    const rank = Math.max(1, Math.ceil(share * total));
    let seen = 0;
    const found = bins.find(([, count]) => {
      seen += count;
      return seen >= rank;
    });
    return found === undefined ? 0 : this.#middleOf(found[0]);
  }

  #count(bin: number, count: number): void {
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + count);
  }

  /** Bin 0 is for zero; those of negative values are negative. */
  #binOf(value: number): number {
    const size = Math.abs(value);
    if (size < SMALLEST) return 0;
    const exponent = Math.ceil(Math.log(Math.min(size, LARGEST) / SMALLEST) / Math.log(GROWTH)) + 1;
    return Math.sign(value) * merged(exponent, this.#merges);
  }

  #middleOf(bin: number): number {
    if (bin === 0) return 0;
    const growth = GROWTH ** (2 ** this.#merges);
    const top = SMALLEST * growth ** Math.abs(bin) * GROWTH ** -1;
    return (Math.sign(bin) * 2 * top) / (1 + growth);
  }

  #merge(): void {
    const before = this.#bins;
    this.#bins = new Map();
    this.#merges += 1;
    for (const [bin, count] of before) this.#count(merged(bin, 1), count);
  }
}

/** The bin that a bin belongs to after so many merges; bins of either sign keep away from zero. */
function merged(bin: number, times: number): number {
  return Math.sign(bin) * Math.ceil(Math.abs(bin) / 2 ** times);
}
