import { ValueSketch } from './value-sketch.ts';

/** What can be asked of values, in CloudWatch's words. */
export type Statistic = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount' | 'p50' | 'p90' | 'p99';

export const STATISTICS: readonly Statistic[] = [
  'Sum',
  'Average',
  'Minimum',
  'Maximum',
  'SampleCount',
  'p50',
  'p90',
  'p99',
];

const SHARES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;

/** Values of one span of time. */
export class MetricBucket {
  #sum = 0;
  #count = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  // Most buckets hold one value, or many times the same one: these need no sketch.
  #sketch: ValueSketch | undefined;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(value: number): void {
    if (!this.isEmpty && (this.#sketch !== undefined || value !== this.#minimum)) this.#sketchOfAll().add(value);
    this.#sum += value;
    this.#count += 1;
    this.#minimum = Math.min(this.#minimum, value);
    this.#maximum = Math.max(this.#maximum, value);
  }

  /** Adds what another one has. */
  addAll(other: MetricBucket): void {
    if (other.isEmpty) return;
    const isSame = this.isEmpty || (this.#minimum === other.#minimum && this.#maximum === other.#maximum);
    if (!isSame || this.#sketch !== undefined || other.#sketch !== undefined) {
      this.#sketchOfAll().addAll(other.#sketchOfSame());
    }
    this.#sum += other.#sum;
    this.#count += other.#count;
    this.#minimum = Math.min(this.#minimum, other.#minimum);
    this.#maximum = Math.max(this.#maximum, other.#maximum);
  }

  /** Of one value or more. */
  statistic(statistic: Statistic): number {
    switch (statistic) {
      case 'Sum':
        return this.#sum;
      case 'SampleCount':
        return this.#count;
      case 'Average':
        return this.#sum / this.#count;
      case 'Minimum':
        return this.#minimum;
      case 'Maximum':
        return this.#maximum;
      case 'p50':
      case 'p90':
      case 'p99': {
        const quantile = this.#sketchOfSame().quantile(SHARES[statistic]);
        return Math.min(Math.max(quantile, this.#minimum), this.#maximum);
      }
    }
  }

  /** With the values that came before there was need of a sketch. */
  #sketchOfAll(): ValueSketch {
    this.#sketch ??= this.#sketchOfSame();
    return this.#sketch;
  }

  #sketchOfSame(): ValueSketch {
    if (this.#sketch !== undefined) return this.#sketch;
    const sketch = new ValueSketch();
    if (!this.isEmpty) sketch.add(this.#minimum, this.#count);
    return sketch;
  }
}
