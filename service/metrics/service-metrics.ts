import type { FunctionRegistry } from '../functions/function-registry.ts';
import type { ServiceEvent } from '../observation/service-event.ts';
import type { ServiceEvents } from '../observation/service-events.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import { EmbeddedSeries } from './embedded-series.ts';
import { EnvironmentCensus } from './environment-census.ts';
import { FunctionMetrics, type RunningInvocations } from './function-metrics.ts';
import { HISTORY_MS, MetricHistory } from './metric-history.ts';
import { LAMBDA_NAMESPACE, type MetricId, metricId } from './metric-id.ts';
import { PrometheusEndpoint } from './prometheus-endpoint.ts';

/** What metrics need of the service. */
export interface ServiceMetricsParts {
  readonly events: ServiceEvents;
  readonly registry: Pick<FunctionRegistry, 'functions'>;
  readonly running: RunningInvocations;
  readonly onNotice: (line: string) => void;
}

const SAMPLE_MS = 10_000;

/** All metrics of a service: since it was started for Prometheus, and of the last hours for charts and alarms. */
export class ServiceMetrics {
  readonly history: MetricHistory;
  readonly #registry: Pick<FunctionRegistry, 'functions'>;
  readonly #census = new EnvironmentCensus();
  readonly #prometheus: PrometheusEndpoint;
  readonly #embedded: EmbeddedSeries;
  readonly #functions: FunctionMetrics;
  /** The function that has written a metric first, by the key of the metric. */
  readonly #owners = new Map<string, string>();
  readonly #resources = new DisposableStack();

  constructor({ events, registry, running, onNotice }: ServiceMetricsParts) {
    this.#registry = registry;
    this.history = new MetricHistory((limit) => onNotice(`metrics: there are ${limit} already; new ones are not kept`));
    this.#prometheus = new PrometheusEndpoint(this.#census, running);
    this.#embedded = new EmbeddedSeries(this.#prometheus.names);
    this.#functions = new FunctionMetrics(this.history, this.#census, running);
    this.#resources.defer(events.on((event) => this.#note(event)));
    const timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
    this.#resources.defer(() => clearInterval(timer));
  }

  /** The names of all functions, in their order. */
  get functionNames(): readonly string[] {
    return this.#registry.functions.map(({ name }) => name);
  }

  get contentType(): string {
    return this.#prometheus.contentType;
  }

  /** All metrics in the text format of Prometheus. */
  async text(): Promise<string> {
    this.forgetOthers();
    return (await this.#prometheus.text(this.functionNames)) + this.#embedded.text();
  }

  /** Functions that are gone lose their metrics. */
  forgetOthers(): void {
    const known = new Set(this.functionNames);
    const isGone = (name: string | undefined): boolean => name !== undefined && !known.has(name);
    this.#embedded.forget(isGone);
    this.#functions.forget(isGone);
    this.history.forget((id) => isGone(this.#ownerOf(id)));
    for (const [key, owner] of this.#owners) if (isGone(owner)) this.#owners.delete(key);
  }

  [Symbol.dispose](): void {
    this.#resources.dispose();
  }

  // The time of day, and not that of the event: a machine that has slept is behind with the latter.
  #note(event: ServiceEvent): void {
    const nowMs = Date.now();
    if (event.type === 'environment.phase') this.#census.note(event);
    else if (event.type === 'log.line') this.#noteLine(event.functionName, event.line, nowMs);
    else {
      this.#functions.note(event, nowMs);
      this.#prometheus.note(event);
    }
  }

  #noteLine(functionName: string, line: string, nowMs: number): void {
    const { samples, faults } = embeddedMetrics(line);
    if (faults > 0) this.#prometheus.noteEmbeddedFaults(functionName, faults);
    for (const sample of samples) {
      this.#embedded.add(functionName, sample);
      if (sample.timeMs < nowMs - HISTORY_MS) continue;
      const id = metricId(sample.namespace, sample.metric, sample.dimensions);
      for (const value of sample.values) this.history.record(id, value, Math.min(sample.timeMs, nowMs));
      if (this.history.has(id) && !this.#owners.has(id.key)) this.#owners.set(id.key, functionName);
    }
  }

  #ownerOf({ key, namespace, dimensions }: MetricId): string | undefined {
    return namespace === LAMBDA_NAMESPACE ? dimensions.FunctionName : this.#owners.get(key);
  }

  #sample(): void {
    const nowMs = Date.now();
    this.#functions.sample(this.functionNames, nowMs);
    this.history.expire(nowMs);
    this.forgetOthers();
    for (const key of this.#owners.keys()) if (!this.history.has({ key })) this.#owners.delete(key);
  }
}
