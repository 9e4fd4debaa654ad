import { MetricBucket, type Statistic } from './metric-bucket.ts';
import { type Dimensions, LAMBDA_NAMESPACE, type MetricId, metricId } from './metric-id.ts';

/** Values are kept together in spans of so many milliseconds. */
export const BUCKET_MS = 10_000;
/** How long they are kept. */
export const HISTORY_MS: number = 3 * 3_600_000;

/** What a chart or an alarm wants to know. */
export interface MetricQuery {
  readonly metric: string;
  /** Default: `AWS/Lambda`. */
  readonly namespace?: string | undefined;
  /** Short for the dimension FunctionName. Without it and other dimensions: all functions together. */
  readonly functionName?: string | undefined;
  readonly dimensions?: Dimensions | undefined;
  readonly statistic: Statistic;
  /** A multiple of 10. */
  readonly periodSeconds: number;
  /** Milliseconds since 1970; periods begin here, at a multiple of 10 s. */
  readonly from: number;
  /** Where the last period ends, or within it. */
  readonly to: number;
}

/** A value of one period. */
export interface MetricPoint {
  /** When the period begins: milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
}

/** A metric that there are values of. */
export interface KnownMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Dimensions;
}

/** How much is kept at most. */
export interface HistoryLimits {
  /** Metrics with their dimensions. */
  readonly series: number;
  /** Spans with values, of all series. */
  readonly buckets: number;
}

interface Series {
  readonly id: MetricId;
  /** By the number of their span. */
  readonly buckets: Map<number, MetricBucket>;
}

const LIMITS: HistoryLimits = { series: 2000, buckets: 100_000 };

/** The values of metrics in the last three hours. When there are too many of them, the oldest go first. */
export class MetricHistory {
  readonly #limits: HistoryLimits;
  readonly #onFull: (limit: number) => void;
  readonly #series = new Map<string, Series>();
  /** How many buckets there are of each span. */
  readonly #spans = new Map<number, number>();
  #buckets = 0;
  #isFull = false;

  /** @param onFull told once, when a series is the first that is not kept */
  constructor(onFull: (limit: number) => void = () => {}, limits: HistoryLimits = LIMITS) {
    this.#onFull = onFull;
    this.#limits = limits;
  }

  /** @param timeMs since 1970 */
  record(id: MetricId, value: number, timeMs: number): void {
    const series = this.#series.get(id.key) ?? this.#newSeries(id);
    if (series === undefined) return;
    const span = Math.floor(timeMs / BUCKET_MS);
    let bucket = series.buckets.get(span);
    if (bucket === undefined) {
      bucket = new MetricBucket();
      series.buckets.set(span, bucket);
      this.#countBucket(span, 1);
    }
    bucket.add(value);
    while (this.#buckets > this.#limits.buckets) this.#dropSpan(Math.min(...this.#spans.keys()));
  }

  /** Whether there are values of it. */
  has({ key }: Pick<MetricId, 'key'>): boolean {
    return this.#series.has(key);
  }

  /** In the order of time; periods without values have no point. */
  query(query: MetricQuery): readonly MetricPoint[] {
    const { statistic, periodSeconds, from, to } = query;
    const series = this.#seriesOf(query);
    const spansEach = periodSeconds / (BUCKET_MS / 1000);
    const first = Math.floor(from / BUCKET_MS);
    const periods = Math.ceil((to / BUCKET_MS - first) / spansEach);
    const points: MetricPoint[] = [];
    for (let period = 0; period < periods; period += 1) {
      const start = first + period * spansEach;
      const bucket = together(series, start, start + spansEach);
      if (!bucket.isEmpty) points.push({ time: start * BUCKET_MS, value: bucket.statistic(statistic) });
    }
    return points;
  }

  /** In the order in which they came up. */
  list(): readonly KnownMetric[] {
    return [...this.#series.values()].map(({ id: { namespace, name, dimensions } }) => ({
      namespace,
      metric: name,
      dimensions,
    }));
  }

  /** Drops what is older than three hours, and series that have nothing left. */
  expire(nowMs: number): void {
    const oldest = Math.floor((nowMs - HISTORY_MS) / BUCKET_MS);
    for (const span of [...this.#spans.keys()].filter((each) => each < oldest)) this.#dropSpan(span);
    this.forget(({ key }) => this.#series.get(key)?.buckets.size === 0);
  }

  /** Drops series. */
  forget(isMeant: (id: MetricId) => boolean): void {
    for (const [key, { id, buckets }] of this.#series) {
      if (!isMeant(id)) continue;
      this.#series.delete(key);
      for (const span of buckets.keys()) this.#countBucket(span, -1);
    }
  }

  #newSeries(id: MetricId): Series | undefined {
    if (this.#series.size >= this.#limits.series) {
      if (!this.#isFull) this.#onFull(this.#limits.series);
      this.#isFull = true;
      return undefined;
    }
    const series = { id, buckets: new Map<number, MetricBucket>() };
    this.#series.set(id.key, series);
    return series;
  }

  #countBucket(span: number, change: 1 | -1): void {
    const count = (this.#spans.get(span) ?? 0) + change;
    if (count === 0) this.#spans.delete(span);
    else this.#spans.set(span, count);
    this.#buckets += change;
  }

  #dropSpan(span: number): void {
    for (const { buckets } of this.#series.values()) {
      if (buckets.delete(span)) this.#countBucket(span, -1);
    }
  }

  #seriesOf({ metric, namespace = LAMBDA_NAMESPACE, functionName, dimensions = {} }: MetricQuery): readonly Series[] {
    const asked = { ...(functionName !== undefined && { FunctionName: functionName }), ...dimensions };
    const exact = this.#series.get(metricId(namespace, metric, asked).key);
    if (exact !== undefined) return [exact];
    if (namespace !== LAMBDA_NAMESPACE || Object.keys(asked).length > 0) return [];
    return [...this.#series.values()].filter(
      ({ id }) => id.namespace === namespace && id.name === metric && isOfFunction(id.dimensions),
    );
  }
}

function isOfFunction(dimensions: Dimensions): boolean {
  return Object.keys(dimensions).join() === 'FunctionName';
}

function together(series: readonly Series[], from: number, to: number): MetricBucket {
  const all = new MetricBucket();
  for (const { buckets } of series) {
    for (let span = from; span < to; span += 1) {
      const bucket = buckets.get(span);
      if (bucket !== undefined) all.addAll(bucket);
    }
  }
  return all;
}
