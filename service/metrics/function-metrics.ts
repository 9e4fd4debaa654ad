import type { ReportMetrics } from '../../runtime/protocol/telemetry-events.ts';
import { LATEST } from '../functions/function-config.ts';
import type { ObservedEnvironment, ServiceEvent } from '../observation/service-event.ts';
import { type EnvironmentCensus, isProvisioned } from './environment-census.ts';
import { FunctionMetricIds, type LambdaMetric } from './function-metric-ids.ts';
import type { MetricHistory } from './metric-history.ts';

/** How many invocations there are at present; `ConcurrencyLimits` knows. */
export interface RunningInvocations {
  running(functionName: string): number;
  /** What is reserved for a function. */
  reserved(functionName: string): number | undefined;
}

type EndedEvent = Extract<ServiceEvent, { type: 'invocation.ended' }>;
type UrlEvent = Extract<ServiceEvent, { type: 'url.answered' }>;

const ASYNC_METRICS = {
  'async.accepted': 'AsyncEventsReceived',
  'async.dropped': 'AsyncEventsDropped',
  'async.dead-letter-error': 'DeadLetterErrors',
  'async.destination-failure': 'DestinationDeliveryFailures',
} as const;

/** Makes the metrics that Lambda has of functions out of what happens in the service. */
export class FunctionMetrics {
  readonly #history: MetricHistory;
  readonly #census: EnvironmentCensus;
  readonly #running: RunningInvocations;
  readonly #ids = new FunctionMetricIds();
  #timeMs = 0;

  constructor(history: MetricHistory, census: EnvironmentCensus, running: RunningInvocations) {
    this.#history = history;
    this.#census = census;
    this.#running = running;
  }

  /** @param timeMs milliseconds since 1970 */
  note(event: ServiceEvent, timeMs: number): void {
    this.#timeMs = timeMs;
    switch (event.type) {
      case 'invocation.ended':
        this.#noteInvocation(event);
        break;
      case 'environment.telemetry':
        this.#noteTelemetry(event);
        break;
      case 'async.invoked':
        this.#record('AsyncEventAge', event.ageMs, event.functionName);
        break;
      case 'url.answered':
        this.#noteUrl(event);
        break;
      case 'async.accepted':
      case 'async.dropped':
      case 'async.dead-letter-error':
      case 'async.destination-failure':
        this.#record(ASYNC_METRICS[event.type], 1, event.functionName);
        break;
      default:
        break;
    }
  }

  /** Notes what lasts: concurrency of invocations that go on, environments that are kept ready. */
  sample(functionNames: readonly string[], timeMs: number): void {
    this.#timeMs = timeMs;
    for (const name of functionNames) {
      const running = this.#running.running(name);
      if (running > 0) this.#record('ConcurrentExecutions', running, name);
    }
    this.#recordAccount(functionNames);
    for (const { functionName, version, ready, busy } of this.#census.provisioned()) {
      this.#record('ProvisionedConcurrentExecutions', busy, functionName, version);
      if (ready > 0) this.#record('ProvisionedConcurrencyUtilization', busy / ready, functionName, version);
    }
  }

  /** Functions that are gone. */
  forget(isMeant: (functionName: string) => boolean): void {
    this.#ids.forget((name) => name !== '' && isMeant(name));
  }

  #noteInvocation({ invocation, outcome }: EndedEvent): void {
    const { functionName, functionArn } = invocation;
    // What Lambda refuses before it begins is no invocation.
    if (outcome.state === 'refused') return;
    const qualifier = functionArn.split(':')[7];
    const isThrottled = outcome.state === 'throttled';
    this.#record('Throttles', isThrottled ? 1 : 0, functionName, qualifier);
    if (isThrottled) return;
    this.#record('Invocations', 1, functionName, qualifier);
    this.#record('Errors', outcome.state === 'succeeded' ? 0 : 1, functionName, qualifier);
    // The one that has just ended was running until now: so the highest value of a span is always among these.
    this.#record('ConcurrentExecutions', this.#running.running(functionName) + 1, functionName);
  }

  #noteTelemetry({ environment, event }: Extract<ServiceEvent, { type: 'environment.telemetry' }>): void {
    const version = environment.version === LATEST ? undefined : environment.version;
    const { functionName } = environment;
    if (event.type === 'platform.report') this.#noteReport(environment, event.record.metrics, version);
    else if (event.type === 'platform.initReport') {
      this.#record('InitDuration', event.record.metrics.durationMs, functionName, version);
    } else if (event.type === 'platform.restoreReport') {
      this.#record('RestoreDuration', event.record.metrics.durationMs, functionName, version);
    }
  }

  #noteReport(environment: ObservedEnvironment, metrics: ReportMetrics, version: string | undefined): void {
    const { functionName } = environment;
    this.#record('Duration', metrics.durationMs, functionName, version);
    this.#record('MaxMemoryUsed', metrics.maxMemoryUsedMB, functionName, version);
    if (isProvisioned(environment)) this.#record('ProvisionedConcurrencyInvocations', 1, functionName, version);
    else if (this.#census.isProvisionedFor(environment)) {
      this.#record('ProvisionedConcurrencySpilloverInvocations', 1, functionName, version);
    }
  }

  #noteUrl({ functionName, qualifier, status, durationMs }: UrlEvent): void {
    this.#record('UrlRequestCount', 1, functionName, qualifier);
    this.#record('UrlRequestLatency', durationMs, functionName, qualifier);
    this.#record('Url4xxCount', status >= 400 && status < 500 ? 1 : 0, functionName, qualifier);
    this.#record('Url5xxCount', status >= 500 ? 1 : 0, functionName, qualifier);
  }

  #recordAccount(functionNames: readonly string[]): void {
    const running = total(functionNames, this.#running);
    if (running === 0) return;
    const unreserved = functionNames.filter((name) => this.#running.reserved(name) === undefined);
    const [all, free] = [
      this.#ids.ofAccount('ConcurrentExecutions'),
      this.#ids.ofAccount('UnreservedConcurrentExecutions'),
    ];
    for (const id of all) this.#history.record(id, running, this.#timeMs);
    for (const id of free) this.#history.record(id, total(unreserved, this.#running), this.#timeMs);
  }

  #record(metric: LambdaMetric, value: number, functionName: string, qualifier?: string): void {
    for (const id of this.#ids.of(metric, functionName, qualifier)) this.#history.record(id, value, this.#timeMs);
  }
}

function total(functionNames: readonly string[], running: RunningInvocations): number {
  return functionNames.reduce((sum, name) => sum + running.running(name), 0);
}
