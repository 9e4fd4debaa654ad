import type { JSX } from 'preact';
import { ALL, BUCKET_MS, MOST_BUCKETS, type PageBucket } from '../page-state.ts';
import { Chart } from './chart.tsx';
import { serviceNow } from './store.ts';
import { useClock } from './use-clock.ts';
import { useStore } from './use-store.ts';

const LEAST_BUCKETS = 18;

/** What a function, or all together, did in the last quarter of an hour. */
export function MetricsPane({ functionName = ALL }: { functionName: string | undefined }): JSX.Element {
  const { buckets } = useStore();
  useClock(1000);
  const shown = withoutGaps(buckets.get(functionName) ?? [], serviceNow());
  const times = shown.map(({ startMs }) => startMs / 1000);
  const line = (label: string, color: string, value: (bucket: PageBucket) => number | undefined) => {
    return { label, color, values: shown.map((bucket) => value(bucket) ?? null) };
  };
  return (
    <section class="pane metrics" aria-label="Metrics">
      <Chart
        title="Invocations in 10 seconds"
        asBars
        unit=""
        times={times}
        lines={[line('invocations', '--blue', (each) => each.invocations)]}
      />
      <Chart
        title="Errors and throttles in 10 seconds"
        asBars
        unit=""
        times={times}
        lines={[line('errors', '--red', (each) => each.errors), line('throttles', '--amber', (each) => each.throttles)]}
      />
      <Chart
        title="Duration"
        unit=" ms"
        times={times}
        lines={[line('p50', '--teal', (each) => each.p50Ms), line('p99', '--violet', (each) => each.p99Ms)]}
      />
      <Chart
        title="Concurrency and environments"
        unit=""
        times={times}
        lines={[
          line('concurrency', '--blue', (each) => each.concurrency),
          line('environments', '--green', (each) => each.environments),
        ]}
      />
    </section>
  );
}

/** All ten seconds of that time, three minutes at least: when nothing happened there are as many environments as before. */
function withoutGaps(buckets: readonly PageBucket[], nowMs: number): readonly PageBucket[] {
  const firstMs = buckets[0]?.startMs ?? nowMs;
  const length = Math.min(MOST_BUCKETS, Math.max(LEAST_BUCKETS, Math.ceil((nowMs - firstMs) / BUCKET_MS) + 1));
  const byStart = new Map(buckets.map((bucket) => [bucket.startMs, bucket]));
  const lastMs = Math.floor(nowMs / BUCKET_MS) * BUCKET_MS;
  let environments = 0;
  return Array.from({ length }, (_, index) => {
    const startMs = lastMs - (length - 1 - index) * BUCKET_MS;
    const known = byStart.get(startMs);
    environments = known?.environmentsLeft ?? environments;
    const nothing = { invocations: 0, errors: 0, throttles: 0, concurrency: 0 };
    return known ?? { startMs, ...nothing, environments, environmentsLeft: environments };
  });
}
