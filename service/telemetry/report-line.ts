import type {
  ExtensionRecord,
  InitReportRecord,
  InitStartRecord,
  ReportRecord,
  RestoreReportRecord,
  SubscriptionRecord,
  TelemetryEvent,
  TelemetryEventOf,
  TelemetryTracing,
} from '../../runtime/protocol/telemetry-events.ts';
import { tracePart } from './platform-events.ts';

/**
 * The lines that the platform writes about an event into a log of format text, in the new style: how an invocation
 * ended stands in REPORT. Most events have none.
 */
export function platformLines(event: TelemetryEvent): readonly string[] {
  switch (event.type) {
    case 'platform.initStart':
      return initStartLines(event.record);
    case 'platform.initReport':
      return initReportLines(event.record);
    case 'platform.restoreStart':
      return [`RESTORE_START ${runtimeVersion(event.record)}`];
    case 'platform.restoreReport':
      return [restoreReportLine(event.record)];
    case 'platform.start':
      return [`START RequestId: ${event.record.requestId} Version: ${event.record.version ?? '$LATEST'}`];
    case 'platform.report':
      return [`END RequestId: ${event.record.requestId}`, reportLine(event.record)];
    case 'platform.extension':
      return [extensionLine(event.record)];
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription':
      return [subscriptionLine(event)];
    case 'platform.fault':
      return event.record.split('\n');
    default:
      return [];
  }
}

/** `REPORT RequestId: …`; its fields end with a tab each, as in Lambda, and only the last of a bad end does not. */
export function reportLine({ requestId, metrics, tracing, status, errorType }: ReportRecord): string {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB } = metrics;
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${twoDecimals(durationMs)} ms`,
    `Billed Duration: ${billedDurationMs} ms`,
    `Memory Size: ${memorySizeMB} MB`,
    `Max Memory Used: ${maxMemoryUsedMB} MB`,
    ...initFields(metrics),
    ...xrayFields(tracing),
  ];
  return `${fields.join('\t')}\t${badEnd(status, errorType).join('\t')}`;
}

// A repeated init is part of its invocation, and begins without a word.
function initStartLines(record: InitStartRecord): readonly string[] {
  return record.phase === 'invoke' ? [] : [`INIT_START ${runtimeVersion(record)}`];
}

function runtimeVersion({
  runtimeVersion: version = '',
  runtimeVersionArn: arn = '',
}: Partial<InitStartRecord>): string {
  return `Runtime Version: ${version}\tRuntime Version ARN: ${arn}`;
}

function initReportLines(record: InitReportRecord): readonly string[] {
  const { initializationType, metrics, phase, status, errorType } = record;
  // A good init of an on-demand function shows in the REPORT of its first invocation.
  if (status === 'success' && initializationType === 'on-demand') return [];
  const head = `INIT_REPORT Init Duration: ${twoDecimals(metrics.durationMs)} ms`;
  return [[head, `Phase: ${phase}`, ...badEnd(status, errorType)].join('\t')];
}

function restoreReportLine({ metrics, status, errorType }: RestoreReportRecord): string {
  const head = `RESTORE_REPORT Restore Duration: ${twoDecimals(metrics.durationMs)} ms`;
  return [head, ...badEnd(status, errorType)].join('\t');
}

function initFields({
  initDurationMs,
  restoreDurationMs,
  billedRestoreDurationMs,
}: ReportRecord['metrics']): readonly string[] {
  return [
    ...(initDurationMs === undefined ? [] : [`Init Duration: ${twoDecimals(initDurationMs)} ms`]),
    ...(restoreDurationMs === undefined ? [] : [`Restore Duration: ${twoDecimals(restoreDurationMs)} ms`]),
    ...(billedRestoreDurationMs === undefined ? [] : [`Billed Restore Duration: ${billedRestoreDurationMs} ms`]),
  ];
}

/** Only for a trace that is sampled. */
function xrayFields(tracing: TelemetryTracing | undefined): readonly string[] {
  if (tracing === undefined || tracePart(tracing.value, 'Sampled') !== '1') return [];
  const segment = tracing.spanId ?? tracePart(tracing.value, 'Parent') ?? '';
  return [`XRAY TraceId: ${tracePart(tracing.value, 'Root') ?? ''}`, `SegmentId: ${segment}`, 'Sampled: true'];
}

function badEnd(status: ReportRecord['status'], errorType: string | undefined): readonly string[] {
  if (status === 'success') return [];
  if (status === 'timeout' || errorType === undefined) return [`Status: ${status}`];
  return [`Status: ${status}`, `Error Type: ${errorType}`];
}

function extensionLine({ name, state, events, errorType }: ExtensionRecord): string {
  const line = `EXTENSION\tName: ${name}\tState: ${state}\tEvents: [${events.join(', ')}]`;
  return errorType === undefined ? line : `${line}\tError Type: ${errorType}`;
}

function subscriptionLine(
  event: TelemetryEventOf<'platform.telemetrySubscription'> | TelemetryEventOf<'platform.logsSubscription'>,
): string {
  const { name, state, types }: SubscriptionRecord = event.record;
  const head = event.type === 'platform.logsSubscription' ? 'LOGS' : 'TELEMETRY';
  const streams = types.map((type) => type.charAt(0).toUpperCase() + type.slice(1));
  return `${head}\tName: ${name}\tState: ${state}\tTypes: [${streams.join(', ')}]`;
}

function twoDecimals(value: number): string {
  return value.toFixed(2);
}
