import type {
  LogsDroppedRecord,
  ReportMetrics,
  SpanName,
  TelemetrySpan,
  TelemetryStatus,
  TelemetryTracing,
} from '../../runtime/protocol/telemetry-events.ts';

/** What an invocation took, before it is rounded. */
export interface InvocationCost {
  readonly durationMs: number;
  readonly memorySizeMB: number;
  readonly maxMemoryUsedMB: number;
  /** Only for the first invocation after an init of its own phase. */
  readonly initDurationMs?: number | undefined;
  /** Only for the first invocation after a restore. */
  readonly restoreDurationMs?: number | undefined;
}

/** Log records that did not reach their subscriber; bytes as they would have been sent. */
export interface Dropped {
  readonly records: number;
  readonly bytes: number;
}

const DROPPED_REASON = 'Some logs were dropped because the downstream consumer is slower than the logs production rate';

/** The status of an init or an invocation; platform errors (`Sandbox.…`) are failures, those of a function errors. */
export function telemetryStatus(errorType?: string, timedOut = false): TelemetryStatus {
  if (timedOut) return 'timeout';
  if (errorType === undefined) return 'success';
  return errorType.startsWith('Sandbox.') ? 'failure' : 'error';
}

/** Milliseconds with three decimals. */
export function roundedMs(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}

/** @param startMs Unix epoch in milliseconds */
export function telemetrySpan(name: SpanName, startMs: number, durationMs: number): TelemetrySpan {
  return { name, start: new Date(startMs).toISOString(), durationMs: roundedMs(durationMs) };
}

/** The tracing of an event, from the header `Root=…;Parent=…;Sampled=…`; nothing without a header. */
export function telemetryTracing(traceId: string | undefined): { readonly tracing?: TelemetryTracing } {
  if (traceId === undefined) return {};
  const spanId = tracePart(traceId, 'Parent');
  const tracing = { type: 'X-Amzn-Trace-Id', value: traceId } as const;
  return { tracing: spanId === undefined ? tracing : { spanId, ...tracing } };
}

/** One part of a trace header, for example the value of `Root`. */
export function tracePart(traceId: string, name: 'Root' | 'Parent' | 'Sampled'): string | undefined {
  const part = traceId.split(';').find((candidate) => candidate.startsWith(`${name}=`));
  return part?.slice(name.length + 1);
}

/** The metrics of `platform.report`. Init is billed with the invocation that had to wait for it, a restore by itself. */
export function reportMetrics(cost: InvocationCost): ReportMetrics {
  const { durationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs, restoreDurationMs } = cost;
  return {
    durationMs: roundedMs(durationMs),
    billedDurationMs: Math.ceil(roundedMs(durationMs + (initDurationMs ?? 0))),
    memorySizeMB,
    maxMemoryUsedMB,
    ...(initDurationMs !== undefined && { initDurationMs: roundedMs(initDurationMs) }),
    ...(restoreDurationMs !== undefined && {
      restoreDurationMs: roundedMs(restoreDurationMs),
      billedRestoreDurationMs: Math.ceil(roundedMs(restoreDurationMs)),
    }),
  };
}

/** The record of `platform.logsDropped`. */
export function logsDropped({ records, bytes }: Dropped): LogsDroppedRecord {
  return { reason: DROPPED_REASON, droppedRecords: records, droppedBytes: bytes };
}
