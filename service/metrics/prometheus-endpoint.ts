import { type Histogram, Registry } from 'prom-client';
import type { TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import type { ObservedEnvironment, ServiceEvent } from '../observation/service-event.ts';
import { type EnvironmentCensus, isProvisioned } from './environment-census.ts';
import type { RunningInvocations } from './function-metrics.ts';
import { gauges, invocationCounters, type LabelledMetric, trafficCounters } from './prometheus-metrics.ts';

type EndedEvent = Extract<ServiceEvent, { type: 'invocation.ended' }>;
type Version = 'function' | 'version';

/** Counts what happens in a service since it was started, for Prometheus. */
export class PrometheusEndpoint {
  readonly #registry = new Registry();
  readonly #invocations = invocationCounters(this.#registry);
  readonly #traffic = trafficCounters(this.#registry);
  readonly #gauges = gauges(this.#registry);
  readonly #census: EnvironmentCensus;
  readonly #running: RunningInvocations;
  #cpuSeconds = 0;

  constructor(census: EnvironmentCensus, running: RunningInvocations) {
    this.#census = census;
    this.#running = running;
  }

  /** The names that are taken, with those of the parts of histograms. */
  get names(): readonly string[] {
    const names = this.#registry.getMetricsAsArray().map(({ name }) => name);
    return names.flatMap((name) => [name, ...['bucket', 'count', 'sum'].map((part) => `${name}_${part}`)]);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  note(event: ServiceEvent): void {
    const { received, age, dropped, deadLetterErrors, deliveryFailures, urlRequests, urlDuration } = this.#traffic;
    switch (event.type) {
      case 'invocation.ended':
        this.#noteInvocation(event);
        break;
      case 'environment.telemetry':
        this.#noteTelemetry(event.environment, event.event);
        break;
      case 'async.accepted':
        received.inc({ function: event.functionName });
        break;
      case 'async.invoked':
        age.observe({ function: event.functionName }, event.ageMs / 1000);
        break;
      case 'async.dropped':
        dropped.inc({ function: event.functionName });
        break;
      case 'async.dead-letter-error':
        deadLetterErrors.inc({ function: event.functionName });
        break;
      case 'async.destination-failure':
        deliveryFailures.inc({ function: event.functionName });
        break;
      case 'url.answered':
        urlRequests.inc({ function: event.functionName, code: `${Math.floor(event.status / 100)}xx` });
        urlDuration.observe({ function: event.functionName }, event.durationMs / 1000);
        break;
      default:
        break;
    }
  }

  /** Parts of an embedded metric were left out. */
  noteEmbeddedFaults(functionName: string, faults: number): void {
    this.#traffic.embeddedFaults.inc({ function: functionName }, faults);
  }

  /** In the text format. */
  async text(functionNames: readonly string[]): Promise<string> {
    this.#look(functionNames);
    await this.#removeOthers(functionNames);
    return await this.#registry.metrics();
  }

  #noteInvocation({ invocation, outcome }: EndedEvent): void {
    const labels = { function: invocation.functionName, version: invocation.version };
    const { invocations, errors, throttles } = this.#invocations;
    if (outcome.state === 'refused') return;
    if (outcome.state === 'throttled') {
      throttles.inc({ ...labels, reason: outcome.reason });
      return;
    }
    invocations.inc(labels);
    if (outcome.state !== 'succeeded') errors.inc({ ...labels, kind: outcome.state });
  }

  #noteTelemetry(environment: ObservedEnvironment, event: TelemetryEvent): void {
    const labels = { function: environment.functionName, version: environment.version };
    const { init, restore } = this.#invocations;
    if (event.type === 'platform.report') this.#noteReport(environment, labels, event.record.metrics);
    else if (event.type === 'platform.restoreReport') seconds(restore, labels, event.record.metrics.durationMs);
    else if (event.type === 'platform.initReport') {
      seconds(init, { ...labels, type: environment.initializationType }, event.record.metrics.durationMs);
    }
  }

  #noteReport(
    environment: ObservedEnvironment,
    labels: Record<Version, string>,
    metrics: { readonly durationMs: number; readonly maxMemoryUsedMB: number },
  ): void {
    const { duration, memory, provisioned, spillover } = this.#invocations;
    seconds(duration, labels, metrics.durationMs);
    memory.set(labels, metrics.maxMemoryUsedMB * 1_048_576);
    const counted = countedAs(isProvisioned(environment), this.#census.isProvisionedFor(environment));
    if (counted !== undefined) ({ provisioned, spillover })[counted].inc(labels);
  }

  #look(functionNames: readonly string[]): void {
    const { concurrent, unreserved, environments, provisioned, utilization, memory, cpu } = this.#gauges;
    for (const gauge of [concurrent, environments, provisioned, utilization]) gauge.reset();
    const shared = functionNames.filter((name) => this.#running.reserved(name) === undefined);
    for (const name of functionNames) concurrent.set({ function: name }, this.#running.running(name));
    unreserved.set(shared.reduce((sum, name) => sum + this.#running.running(name), 0));
    for (const { functionName, version, phase, environments: count } of this.#census.counts()) {
      environments.set({ function: functionName, version, phase }, count);
    }
    for (const { functionName, version, ready, busy } of this.#census.provisioned()) {
      provisioned.set({ function: functionName, version }, busy);
      utilization.set({ function: functionName, version }, ready === 0 ? 0 : busy / ready);
    }
    memory.set(process.memoryUsage.rss());
    const { user, system } = process.cpuUsage();
    cpu.inc((user + system) / 1e6 - this.#cpuSeconds);
    this.#cpuSeconds = (user + system) / 1e6;
  }

  /** Functions that are gone have no series any more. */
  async #removeOthers(functionNames: readonly string[]): Promise<void> {
    const known = new Set(functionNames);
    const metrics: readonly LabelledMetric[] = [this.#invocations, this.#traffic, this.#gauges].flatMap(Object.values);
    for (const metric of metrics) {
      const { values } = await metric.get();
      for (const { labels } of values) {
        const { le: _, ...own } = labels;
        if (typeof own.function === 'string' && !known.has(own.function)) metric.remove(textsOf(own));
      }
    }
  }
}

function countedAs(isProvisioned: boolean, isKeptReady: boolean): 'provisioned' | 'spillover' | undefined {
  if (isProvisioned) return 'provisioned';
  return isKeptReady ? 'spillover' : undefined;
}

function seconds<T extends string>(histogram: Histogram<T>, labels: Record<T, string>, milliseconds: number): void {
  histogram.observe(labels, milliseconds / 1000);
}

function textsOf(labels: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}
