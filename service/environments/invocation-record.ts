import type { Invocation } from '../../runtime/protocol/invocation.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import {
  reportMetrics,
  roundedMs,
  telemetrySpan,
  telemetryStatus,
  telemetryTracing,
} from '../telemetry/platform-events.ts';
import type { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import type { InvokeOutcome } from './environment-outcomes.ts';

/** What one invocation has done so far, and what telemetry is told of it. */
export class InvocationRecord {
  readonly #bus: TelemetryBus;
  readonly #invocation: Invocation;
  readonly #version: string;
  #startedMs = now();
  #restoreMs: number | undefined;
  #outcome: InvokeOutcome | undefined;
  #brokenOff: InvokeOutcome | undefined;
  #answeredMs = 0;

  /** @param version that of the function */
  constructor(bus: TelemetryBus, invocation: Invocation, version: string) {
    this.#version = version;
    this.#bus = bus;
    this.#invocation = invocation;
  }

  /** The runtime was restored for it, which has a duration of its own. */
  restored(restoreMs: number): void {
    this.#restoreMs = restoreMs;
    this.#startedMs += restoreMs;
  }

  /** The event goes to the function. */
  start(): void {
    const { requestId, traceId } = this.#invocation;
    const record = { requestId, version: this.#version, ...this.#tenant(), ...telemetryTracing(traceId) };
    this.#bus.emit({ type: 'platform.start', record });
  }

  /** The answer is there, or will never be. */
  answered(outcome: InvokeOutcome): void {
    this.#outcome ??= outcome;
    this.#answeredMs = now();
  }

  /** The caller has its answer, but runtime or extensions did not finish. The first fault is the one that is told. */
  brokenOff(end: InvokeOutcome): void {
    if (this.#outcome?.state === 'succeeded') this.#brokenOff ??= end;
  }

  /** The runtime waits again, or has ended. */
  runtimeDone(answerBeganMs: number | undefined): void {
    const { requestId, traceId } = this.#invocation;
    const outcome = this.#outcome;
    const spans = answerBeganMs === undefined ? [] : this.#spans(answerBeganMs);
    const producedBytes = outcome?.state === 'succeeded' ? bytesOf(outcome) : undefined;
    this.#bus.emit({
      type: 'platform.runtimeDone',
      record: {
        requestId,
        ...this.#status(),
        metrics: { durationMs: this.#durationMs(), ...(producedBytes !== undefined && { producedBytes }) },
        ...(spans.length > 0 && { spans }),
        ...this.#tenant(),
        ...telemetryTracing(traceId),
      },
    });
  }

  /** The invocation is over for the extensions as well. */
  report({ memoryMb }: FunctionConfig, peakBytes: number | undefined, initMs: number | undefined): void {
    const { requestId, traceId } = this.#invocation;
    const metrics = reportMetrics({
      durationMs: this.#durationMs(),
      memorySizeMB: memoryMb,
      maxMemoryUsedMB: Math.min(memoryMb, Math.ceil((peakBytes ?? 0) / 1_048_576)),
      // A restored runtime has run its init for a snapshot, not for this invocation.
      initDurationMs: this.#restoreMs === undefined ? initMs : undefined,
      restoreDurationMs: this.#restoreMs,
    });
    const record = { requestId, ...this.#status(), metrics, ...this.#tenant(), ...telemetryTracing(traceId) };
    this.#bus.emit({ type: 'platform.report', record });
  }

  #spans(answerBeganMs: number): ReturnType<typeof telemetrySpan>[] {
    return [
      telemetrySpan('responseLatency', this.#startedMs, answerBeganMs - this.#startedMs),
      telemetrySpan('responseDuration', answerBeganMs, this.#answeredMs - answerBeganMs),
      telemetrySpan('runtimeOverhead', this.#answeredMs, now() - this.#answeredMs),
    ];
  }

  #status(): { status: ReturnType<typeof telemetryStatus>; errorType?: string } {
    const outcome = this.#brokenOff ?? this.#outcome;
    if (outcome === undefined || outcome.state === 'succeeded') return { status: 'success' };
    if (outcome.state === 'timed-out') return { status: 'timeout' };
    const { errorType } = outcome.error;
    return { status: telemetryStatus(errorType), errorType };
  }

  #durationMs(): number {
    return roundedMs(now() - this.#startedMs);
  }

  #tenant(): { tenantId?: string } {
    const { tenantId } = this.#invocation;
    return tenantId === undefined ? {} : { tenantId };
  }
}

function bytesOf({ response }: Extract<InvokeOutcome, { state: 'succeeded' }>): number {
  return response.mode === 'buffered' ? response.payload.length : response.bytes;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
