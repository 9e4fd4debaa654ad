import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

// Seconds: of what may take a millisecond or a quarter of an hour.
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
const AGES = [0.01, 0.1, 1, 10, 60, 120, 180, 600, 3600, 21_600];

type OfFunction = 'function';
type OfVersion = 'function' | 'version';

/** What is counted of invocations. */
export interface InvocationCounters {
  readonly invocations: Counter<OfVersion>;
  readonly errors: Counter<OfVersion | 'kind'>;
  readonly throttles: Counter<OfVersion | 'reason'>;
  readonly duration: Histogram<OfVersion>;
  readonly init: Histogram<OfVersion | 'type'>;
  readonly restore: Histogram<OfVersion>;
  readonly memory: Gauge<OfVersion>;
  readonly provisioned: Counter<OfVersion>;
  readonly spillover: Counter<OfVersion>;
}

/** What is counted of events and requests on their way. */
export interface TrafficCounters {
  readonly received: Counter<OfFunction>;
  readonly age: Histogram<OfFunction>;
  readonly dropped: Counter<OfFunction>;
  readonly deadLetterErrors: Counter<OfFunction>;
  readonly deliveryFailures: Counter<OfFunction>;
  readonly urlRequests: Counter<OfFunction | 'code'>;
  readonly urlDuration: Histogram<OfFunction>;
  readonly embeddedFaults: Counter<OfFunction>;
}

/** What is looked at when somebody asks. */
export interface Gauges {
  readonly concurrent: Gauge<OfFunction>;
  readonly unreserved: Gauge<never>;
  readonly environments: Gauge<OfVersion | 'phase'>;
  readonly provisioned: Gauge<OfVersion>;
  readonly utilization: Gauge<OfVersion>;
  readonly memory: Gauge<never>;
  readonly cpu: Counter<never>;
}

/** A metric that has the label `function`. */
export interface LabelledMetric {
  get(): Promise<{ readonly values: readonly { readonly labels: Readonly<Record<string, unknown>> }[] }>;
  remove(labels: Record<string, string>): void;
}

/** Makes them. */
export function invocationCounters(registry: Registry): InvocationCounters {
  const version = ['function', 'version'] as const;
  return {
    invocations: counter(registry, 'lambda_invocations_total', 'Invocations that have run, failed ones too.', version),
    errors: counter(registry, 'lambda_errors_total', 'Invocations that have failed.', [...version, 'kind']),
    throttles: counter(registry, 'lambda_throttles_total', 'Invocations refused for a limit.', [...version, 'reason']),
    duration: histogram(registry, 'lambda_duration_seconds', 'How long invocations took, as billed.', version),
    init: histogram(registry, 'lambda_init_duration_seconds', 'How long inits took.', [...version, 'type']),
    restore: histogram(registry, 'lambda_restore_duration_seconds', 'How long restores took (SnapStart).', version),
    memory: gauge(registry, 'lambda_max_memory_used_bytes', 'Memory that the last invocation has used.', version),
    provisioned: counter(
      registry,
      'lambda_provisioned_concurrency_invocations_total',
      'Invocations in environments that were initialised ahead.',
      version,
    ),
    spillover: counter(
      registry,
      'lambda_provisioned_concurrency_spillover_invocations_total',
      'Invocations beyond those environments.',
      version,
    ),
  };
}

/** Makes them. */
export function trafficCounters(registry: Registry): TrafficCounters {
  const one = ['function'] as const;
  const dead = 'Events that could not be sent to a dead-letter queue.';
  const failed = 'Records that could not be sent to a destination.';
  return {
    received: counter(registry, 'lambda_async_events_received_total', 'Events taken over, to be processed later.', one),
    age: histogram(registry, 'lambda_async_event_age_seconds', 'Age of events when a function gets them.', one, AGES),
    dropped: counter(registry, 'lambda_async_events_dropped_total', 'Events given up without success.', one),
    deadLetterErrors: counter(registry, 'lambda_dead_letter_errors_total', dead, one),
    deliveryFailures: counter(registry, 'lambda_destination_delivery_failures_total', failed, one),
    urlRequests: counter(registry, 'lambda_url_requests_total', 'Requests to function URLs.', ['function', 'code']),
    urlDuration: histogram(registry, 'lambda_url_request_duration_seconds', 'How long requests to URLs took.', one),
    embeddedFaults: counter(registry, 'lambda_embedded_metric_faults_total', 'Embedded metrics left out.', one),
  };
}

/** Makes them. */
export function gauges(registry: Registry): Gauges {
  const version = ['function', 'version'] as const;
  return {
    concurrent: gauge(registry, 'lambda_concurrent_executions', 'Invocations at present.', ['function']),
    unreserved: gauge(
      registry,
      'lambda_unreserved_concurrent_executions',
      'Invocations at present of functions without a reserved concurrency.',
      [],
    ),
    environments: gauge(registry, 'lambda_environments', 'Execution environments.', [...version, 'phase']),
    provisioned: gauge(
      registry,
      'lambda_provisioned_concurrent_executions',
      'Environments that were initialised ahead and are busy.',
      version,
    ),
    utilization: gauge(
      registry,
      'lambda_provisioned_concurrency_utilization_ratio',
      'Share of these environments that is busy.',
      version,
    ),
    memory: gauge(registry, 'process_resident_memory_bytes', 'Memory of the service itself.', []),
    cpu: counter(registry, 'process_cpu_seconds_total', 'Processor time of the service itself.', []),
  };
}

function counter<T extends string>(registry: Registry, name: string, help: string, labelNames: readonly T[]) {
  return new Counter<T>({ name, help, labelNames, registers: [registry] });
}

function gauge<T extends string>(registry: Registry, name: string, help: string, labelNames: readonly T[]) {
  return new Gauge<T>({ name, help, labelNames, registers: [registry] });
}

function histogram<T extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly T[],
  buckets: number[] = DURATIONS,
) {
  return new Histogram<T>({ name, help, labelNames, buckets, registers: [registry] });
}
