import type { ObservedOutcome } from '../observation/service-event.ts';
import { BUCKET_MS, MOST_BUCKETS, type PageBucket } from './page-state.ts';

interface Bucket {
  readonly startMs: number;
  invocations: number;
  errors: number;
  throttles: number;
  concurrency: number;
  environments: number;
  environmentsLeft: number;
  reports: number;
  /** A sample of them. */
  readonly durationsMs: number[];
}

const MOST_DURATIONS = 256;

/** What charts of a function show: ten seconds after ten seconds. */
export class BucketSeries {
  readonly #buckets: Bucket[] = [];
  #running = 0;
  #environments = 0;
  #takenMs = 0;

  noteStarted(): void {
    this.#running += 1;
  }

  /** The event has gone to the function: from here on it is none that was throttled. */
  noteRunning(timeMs: number): void {
    const bucket = this.#at(timeMs);
    bucket.concurrency = Math.max(bucket.concurrency, this.#running);
  }

  noteEnded({ state }: ObservedOutcome, timeMs: number): void {
    const bucket = this.#at(timeMs);
    const isRun = state !== 'throttled' && state !== 'refused';
    if (isRun) bucket.invocations += 1;
    if (isRun && state !== 'succeeded') bucket.errors += 1;
    if (state === 'throttled') bucket.throttles += 1;
    this.#running = Math.max(0, this.#running - 1);
  }

  noteDuration(durationMs: number, timeMs: number): void {
    const bucket = this.#at(timeMs);
    bucket.reports += 1;
    // Each has the same chance to be in the sample.
    const place = bucket.reports <= MOST_DURATIONS ? bucket.reports - 1 : Math.floor(Math.random() * bucket.reports);
    if (place < MOST_DURATIONS) bucket.durationsMs[place] = durationMs;
  }

  noteEnvironments(environments: number, timeMs: number): void {
    this.#environments = environments;
    const bucket = this.#at(timeMs);
    bucket.environments = Math.max(bucket.environments, environments);
    bucket.environmentsLeft = environments;
  }

  all(): readonly PageBucket[] {
    return this.#buckets.map(pageBucket);
  }

  /** The last one that was told before, since it may have grown, and those behind it. */
  takeChanges(): readonly PageBucket[] {
    const changes = this.#buckets.filter(({ startMs }) => startMs >= this.#takenMs).map(pageBucket);
    this.#takenMs = changes.at(-1)?.startMs ?? this.#takenMs;
    return changes;
  }

  #at(timeMs: number): Bucket {
    const startMs = Math.floor(timeMs / BUCKET_MS) * BUCKET_MS;
    const last = this.#buckets.at(-1);
    // A clock that was put back does not make the buckets go back.
    if (last !== undefined && last.startMs >= startMs) return last;
    const environments = this.#environments;
    const counts = { invocations: 0, errors: 0, throttles: 0, concurrency: 0, reports: 0 };
    const bucket = { startMs, ...counts, environments, environmentsLeft: environments, durationsMs: [] };
    this.#buckets.push(bucket);
    if (this.#buckets.length > MOST_BUCKETS) this.#buckets.shift();
    return bucket;
  }
}

function pageBucket({ durationsMs, reports: _, ...counts }: Bucket): PageBucket {
  if (durationsMs.length === 0) return counts;
  const sorted = durationsMs.toSorted((one, other) => one - other);
  return { ...counts, p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
