import { expect, test } from 'vitest';
import { BucketSeries } from '../../../../service/page/bucket-series.ts';
import { BUCKET_MS, MOST_BUCKETS } from '../../../../service/page/page-state.ts';

test('the concurrency of ten seconds is the most that ran at the same time', () => {
  const series = new BucketSeries();
  for (let count = 0; count < 3; count += 1) {
    series.noteStarted();
    series.noteRunning(0);
  }
  series.noteEnded({ state: 'succeeded' }, 1);
  series.noteRunning(2);
  expect(series.all().map(({ concurrency }) => concurrency)).toEqual([3]);
  series.noteRunning(BUCKET_MS);
  expect(series.all().map(({ concurrency }) => concurrency)).toEqual([3, 2]);
});

test('what ends without a start makes no concurrency below none', () => {
  const series = new BucketSeries();
  series.noteEnded({ state: 'succeeded' }, 0);
  series.noteStarted();
  series.noteRunning(0);
  expect(series.all()).toMatchObject([{ concurrency: 1 }]);
});

test('neither what was throttled nor what was refused is an invocation, and only the first is a throttle', () => {
  const series = new BucketSeries();
  series.noteEnded({ state: 'throttled', reason: 'ConcurrentInvocationLimitExceeded' }, 0);
  series.noteEnded({ state: 'refused', errorType: 'x' }, 0);
  series.noteEnded({ state: 'timed-out', errorType: 'x' }, 0);
  expect(series.all()).toMatchObject([{ invocations: 1, errors: 1, throttles: 1 }]);
});

test('environments last beyond ten seconds, and both their most and their last count are kept', () => {
  const series = new BucketSeries();
  series.noteEnvironments(1, 0);
  series.noteEnvironments(4, 1);
  series.noteEnvironments(2, 2);
  series.noteRunning(BUCKET_MS);
  expect(series.all()).toMatchObject([
    { startMs: 0, environments: 4, environmentsLeft: 2 },
    { startMs: BUCKET_MS, environments: 2, environmentsLeft: 2 },
  ]);
});

test('half of the durations are below the median, one of a hundred above the 99th percentile', () => {
  const series = new BucketSeries();
  for (let duration = 100; duration > 0; duration -= 1) series.noteDuration(duration, 0);
  series.noteRunning(BUCKET_MS);
  const [first, second] = series.all();
  expect(first).toMatchObject({ p50Ms: 51, p99Ms: 100 });
  expect(second).not.toHaveProperty('p50Ms');
});

test('many durations are known by a sample that goes on to change', () => {
  const series = new BucketSeries();
  for (let count = 0; count < 256; count += 1) series.noteDuration(1, 0);
  expect(series.all()).toMatchObject([{ p50Ms: 1 }]);
  for (let count = 0; count < 100_000; count += 1) series.noteDuration(2, 0);
  expect(series.all()).toMatchObject([{ p50Ms: 2, p99Ms: 2 }]);
});

test('a clock that is put back goes on in the last ten seconds', () => {
  const series = new BucketSeries();
  series.noteEnded({ state: 'succeeded' }, 5 * BUCKET_MS);
  series.noteEnded({ state: 'succeeded' }, 2 * BUCKET_MS);
  expect(series.all()).toMatchObject([{ startMs: 5 * BUCKET_MS, invocations: 2 }]);
});

test('the last ten seconds that were told are told again, as they may have grown, and no earlier ones', () => {
  const series = new BucketSeries();
  series.noteRunning(0);
  series.noteRunning(BUCKET_MS);
  expect(series.takeChanges()).toHaveLength(2);
  series.noteEnded({ state: 'succeeded' }, BUCKET_MS + 1);
  series.noteRunning(2 * BUCKET_MS);
  expect(series.takeChanges()).toMatchObject([{ startMs: BUCKET_MS, invocations: 1 }, { startMs: 2 * BUCKET_MS }]);
});

test('the past is bounded', () => {
  const series = new BucketSeries();
  for (let count = 0; count <= MOST_BUCKETS; count += 1) series.noteRunning(count * BUCKET_MS);
  expect(series.all()).toHaveLength(MOST_BUCKETS);
  expect(series.all()[0]?.startMs).toBe(BUCKET_MS);
});
