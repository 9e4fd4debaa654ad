// Events of the Telemetry API, schema 2025-01-29; older schemas are subsets. Order: initStart, initRuntimeDone, one
// `platform.extension` for each extension, initReport; then for each invocation start, function …, runtimeDone, report.
// With SnapStart, restoreStart, restoreRuntimeDone and restoreReport come before the first of them.
// All times are ISO 8601 in UTC with milliseconds; durations are milliseconds with a fraction.

export type TelemetryStatus = 'success' | 'failure' | 'error' | 'timeout';

export type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'snap-start' | 'lambda-managed-instances';

/** `invoke` marks an init that was repeated within an invocation. */
export type InitPhase = 'init' | 'invoke' | 'snap-start';

export interface TelemetryTracing {
  readonly spanId?: string;
  readonly type: 'X-Amzn-Trace-Id';
  /** `Root=…;Parent=…;Sampled=1`. */
  readonly value: string;
}

export type SpanName = 'responseLatency' | 'responseDuration' | 'runtimeOverhead' | 'extensionOverhead';

export interface TelemetrySpan {
  readonly name: SpanName;
  readonly start: string;
  readonly durationMs: number;
}

interface Outcome {
  readonly status: TelemetryStatus;
  readonly errorType?: string;
}

interface Traced {
  readonly spans?: readonly TelemetrySpan[];
  readonly tracing?: TelemetryTracing;
}

interface RuntimeVersion {
  readonly runtimeVersion?: string;
  readonly runtimeVersionArn?: string;
}

/** The function and the environment that an event is about. */
export interface FunctionInstance extends RuntimeVersion {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly instanceId?: string;
  /** Bytes. */
  readonly instanceMaxMemory?: number;
}

export interface InitStartRecord extends FunctionInstance {
  readonly initializationType: InitializationType;
  readonly phase: InitPhase;
  readonly tracing?: TelemetryTracing;
}

export interface InitRuntimeDoneRecord extends Outcome, Traced {
  readonly initializationType: InitializationType;
  readonly phase: InitPhase;
}

export interface InitReportRecord extends InitRuntimeDoneRecord {
  readonly metrics: { readonly durationMs: number };
}

export interface RestoreRuntimeDoneRecord extends Outcome {
  readonly spans?: readonly TelemetrySpan[];
}

export interface RestoreReportRecord extends RestoreRuntimeDoneRecord {
  readonly metrics: { readonly durationMs: number };
}

export interface StartRecord {
  readonly requestId: string;
  readonly version?: string;
  readonly tenantId?: string;
  readonly tracing?: TelemetryTracing;
}

export interface RuntimeDoneRecord extends Outcome, Traced {
  readonly requestId: string;
  readonly metrics: { readonly durationMs: number; readonly producedBytes?: number };
  readonly tenantId?: string;
}

/** What an invocation has cost. */
export interface ReportMetrics {
  readonly durationMs: number;
  /** Whole milliseconds. */
  readonly billedDurationMs: number;
  readonly memorySizeMB: number;
  readonly maxMemoryUsedMB: number;
  /** Only for the first invocation after an init of its own phase. */
  readonly initDurationMs?: number;
  readonly restoreDurationMs?: number;
  readonly billedRestoreDurationMs?: number;
}

export interface ReportRecord extends Outcome, Traced {
  readonly requestId: string;
  readonly metrics: ReportMetrics;
  readonly tenantId?: string;
}

export interface ExtensionRecord {
  readonly name: string;
  readonly state: string;
  readonly events: readonly string[];
  readonly errorType?: string;
}

export interface SubscriptionRecord {
  readonly name: string;
  readonly state: 'Subscribed';
  readonly types: readonly string[];
}

export interface LogsDroppedRecord {
  readonly reason: string;
  readonly droppedRecords: number;
  readonly droppedBytes: number;
}

/** A line of a log: text, or an object where the function's log format is JSON. */
export type LogRecord = string | Readonly<Record<string, unknown>>;

/** The record of each type of event. */
export interface TelemetryRecords {
  'platform.initStart': InitStartRecord;
  'platform.initRuntimeDone': InitRuntimeDoneRecord;
  'platform.initReport': InitReportRecord;
  'platform.restoreStart': FunctionInstance;
  'platform.restoreRuntimeDone': RestoreRuntimeDoneRecord;
  'platform.restoreReport': RestoreReportRecord;
  'platform.start': StartRecord;
  'platform.runtimeDone': RuntimeDoneRecord;
  'platform.report': ReportRecord;
  'platform.extension': ExtensionRecord;
  'platform.telemetrySubscription': SubscriptionRecord;
  'platform.logsDropped': LogsDroppedRecord;
  function: LogRecord;
  extension: LogRecord;
  /** The Logs API alone: why an invocation broke off, as text. */
  'platform.fault': string;
  /** The Logs API alone. */
  'platform.logsSubscription': SubscriptionRecord;
}

export type TelemetryEventType = keyof TelemetryRecords;

/** An event before it has its time. */
export type UntimedTelemetryEvent = {
  [Type in TelemetryEventType]: { readonly type: Type; readonly record: TelemetryRecords[Type] };
}[TelemetryEventType];

/** One event, in the envelope in which subscribers get it. */
export type TelemetryEvent = { readonly time: string } & UntimedTelemetryEvent;

/** The event of one type. */
export type TelemetryEventOf<Type extends TelemetryEventType> = Extract<TelemetryEvent, { readonly type: Type }>;
