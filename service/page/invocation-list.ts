import type {
  ReportRecord,
  RuntimeDoneRecord,
  SpanName,
  TelemetrySpan,
} from '../../runtime/protocol/telemetry-events.ts';
import type { TimedServiceEvent } from '../observation/service-events.ts';
import { EnvironmentStarts, type PhaseEvent, type PlatformEvent } from './environment-board.ts';
import { MOST_INVOCATIONS, type PageInvocation } from './page-state.ts';

type StartedEvent = Extract<TimedServiceEvent, { readonly type: 'invocation.started' }>;
type EndedEvent = Extract<TimedServiceEvent, { readonly type: 'invocation.ended' }>;
type Known = { -readonly [Key in keyof PageInvocation]: PageInvocation[Key] };

/** The last invocations of each function, with what environments tell of them. */
export class InvocationList {
  readonly #byFunction = new Map<string, Known[]>();
  /** The last one with that id. */
  readonly #byRequest = new Map<string, Known>();
  /** The last one in each environment. */
  readonly #byEnvironment = new Map<string, Known>();
  readonly #starts = new EnvironmentStarts();
  readonly #changed = new Set<Known>();
  #count = 0;

  noteStarted({ invocation, timeMs }: StartedEvent): void {
    this.#count += 1;
    const known: Known = { id: this.#count, ...invocation, status: 'running', startedMs: timeMs };
    const list = this.#byFunction.get(known.functionName) ?? [];
    this.#byFunction.set(known.functionName, list);
    list.push(known);
    this.#byRequest.set(known.requestId, known);
    if (list.length > MOST_INVOCATIONS) this.#drop(list.shift());
    this.#changed.add(known);
  }

  noteEnded({ invocation, outcome, timeMs }: EndedEvent): void {
    this.#change(this.#byRequest.get(invocation.requestId), (known) => {
      known.status = outcome.state;
      known.endedMs = timeMs;
      if ('reason' in outcome) known.reason = outcome.reason;
      if ('errorType' in outcome) known.reason = outcome.errorType;
    });
  }

  notePhase({ environment: { id }, phase, timeMs }: PhaseEvent): void {
    const known = this.#byEnvironment.get(id);
    if (phase === 'frozen' && known?.reportMs !== undefined) this.#change(known, () => (known.frozenMs = timeMs));
    if (phase === 'ready' || phase === 'reset' || phase === 'stopped') this.#byEnvironment.delete(id);
    if (phase === 'stopped') this.#starts.forget(id);
  }

  notePlatform(platformEvent: PlatformEvent): void {
    const { environment, event, timeMs } = platformEvent;
    switch (event.type) {
      case 'platform.start':
        this.#change(this.#byRequest.get(event.record.requestId), (known) => {
          this.#byEnvironment.set(environment.id, known);
          known.environmentId = environment.id;
          known.invokeMs = timeMs;
          const start = this.#starts.take(environment.id, timeMs);
          if (start !== undefined && start.endMs > known.startedMs) known.cold = start;
        });
        break;
      case 'platform.runtimeDone':
        this.#change(this.#byRequest.get(event.record.requestId), (known) =>
          Object.assign(known, { runtimeDoneMs: timeMs, ...spansOf(event.record) }),
        );
        break;
      case 'platform.report':
        this.#change(this.#byRequest.get(event.record.requestId), (known) =>
          Object.assign(known, { reportMs: timeMs, ...costOf(event.record) }),
        );
        break;
      default:
        this.#starts.note(platformEvent);
    }
  }

  all(): readonly PageInvocation[] {
    return [...this.#byFunction.values()].flat();
  }

  /** Those that have changed since it was last asked. */
  takeChanges(): readonly PageInvocation[] {
    const changes = [...this.#changed].toSorted((one, other) => one.id - other.id);
    this.#changed.clear();
    return changes;
  }

  /** Those functions alone are left. */
  keep(functionNames: ReadonlySet<string>): void {
    for (const [name, list] of this.#byFunction) {
      if (functionNames.has(name)) continue;
      this.#byFunction.delete(name);
      for (const known of list) this.#drop(known);
    }
  }

  #change(known: Known | undefined, change: (known: Known) => unknown): void {
    if (known === undefined) return;
    change(known);
    this.#changed.add(known);
  }

  #drop(known: Known | undefined): void {
    if (known === undefined) return;
    this.#changed.delete(known);
    if (this.#byRequest.get(known.requestId) === known) this.#byRequest.delete(known.requestId);
  }
}

function spansOf({ spans = [] }: RuntimeDoneRecord): Partial<PageInvocation> {
  return {
    ...(has(spans, 'responseLatency') && { latencyMs: durationOf(spans, 'responseLatency') }),
    ...(has(spans, 'responseDuration') && { responseMs: durationOf(spans, 'responseDuration') }),
    ...(has(spans, 'runtimeOverhead') && { overheadMs: durationOf(spans, 'runtimeOverhead') }),
  };
}

function has(spans: readonly TelemetrySpan[], name: SpanName): boolean {
  return spans.some((span) => span.name === name);
}

function durationOf(spans: readonly TelemetrySpan[], name: SpanName): number {
  return spans.find((span) => span.name === name)?.durationMs ?? 0;
}

function costOf({ metrics }: ReportRecord): Partial<PageInvocation> {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs, restoreDurationMs } = metrics;
  return {
    durationMs,
    billedMs: billedDurationMs,
    memoryMb: memorySizeMB,
    maxMemoryMb: maxMemoryUsedMB,
    ...(initDurationMs !== undefined && { initMs: initDurationMs }),
    ...(restoreDurationMs !== undefined && { restoreMs: restoreDurationMs }),
  };
}
