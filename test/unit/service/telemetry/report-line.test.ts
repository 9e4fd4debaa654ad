import { expect, test } from 'vitest';
import type {
  ReportRecord,
  TelemetryEvent,
  UntimedTelemetryEvent,
} from '../../../../runtime/protocol/telemetry-events.ts';
import { platformLines, reportLine } from '../../../../service/telemetry/report-line.ts';

const requestId = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';
const metrics = { durationMs: 12.342, billedDurationMs: 13, memorySizeMB: 128, maxMemoryUsedMB: 70 };
const report: ReportRecord = { requestId, status: 'success', metrics };
const head = `REPORT RequestId: ${requestId}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t`;
const runtime = { runtimeVersion: 'provided:al2023.v98', runtimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:0a1b' };
const init = {
  initializationType: 'on-demand',
  phase: 'init',
  functionName: 'demo',
  functionVersion: '$LATEST',
} as const;

test.each<[string, Partial<ReportRecord>, string]>([
  ['a warm invocation', {}, head],
  ['a cold one', { metrics: { ...metrics, initDurationMs: 150.119 } }, `${head}Init Duration: 150.12 ms\t`],
  [
    'one after a restore',
    { metrics: { ...metrics, restoreDurationMs: 300, billedRestoreDurationMs: 301 } },
    `${head}Restore Duration: 300.00 ms\tBilled Restore Duration: 301 ms\t`,
  ],
  [
    'a sampled one',
    { tracing: { type: 'X-Amzn-Trace-Id', value: 'Root=1-6774-ab;Parent=53995c3f42cd8ad8;Sampled=1' } },
    `${head}XRAY TraceId: 1-6774-ab\tSegmentId: 53995c3f42cd8ad8\tSampled: true\t`,
  ],
  [
    'one that is not sampled',
    { tracing: { type: 'X-Amzn-Trace-Id', value: 'Root=1-6774-ab;Parent=53995c3f42cd8ad8;Sampled=0' } },
    head,
  ],
  ['a timeout', { status: 'timeout', errorType: 'Sandbox.Timedout' }, `${head}Status: timeout`],
  [
    'an error',
    { status: 'error', errorType: 'Runtime.ExitError', metrics: { ...metrics, initDurationMs: 1 } },
    `${head}Init Duration: 1.00 ms\tStatus: error\tError Type: Runtime.ExitError`,
  ],
  ['an error without type', { status: 'error' }, `${head}Status: error`],
])('REPORT of %s', (_title, change, line) => {
  expect(reportLine({ ...report, ...change })).toBe(line);
});

test.each<[UntimedTelemetryEvent, readonly string[]]>([
  [
    { type: 'platform.initStart', record: { ...init, ...runtime } },
    ['INIT_START Runtime Version: provided:al2023.v98\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0a1b'],
  ],
  [{ type: 'platform.initStart', record: { ...init, ...runtime, phase: 'invoke' } }, []],
  [{ type: 'platform.initRuntimeDone', record: { ...init, status: 'success' } }, []],
  [{ type: 'platform.initReport', record: { ...init, status: 'success', metrics: { durationMs: 1 } } }, []],
  [
    { type: 'platform.initReport', record: { ...init, status: 'timeout', metrics: { durationMs: 10_008.511 } } },
    ['INIT_REPORT Init Duration: 10008.51 ms\tPhase: init\tStatus: timeout'],
  ],
  [
    {
      type: 'platform.initReport',
      record: {
        ...init,
        phase: 'invoke',
        status: 'error',
        errorType: 'Runtime.ExitError',
        metrics: { durationMs: 1.5 },
      },
    },
    ['INIT_REPORT Init Duration: 1.50 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError'],
  ],
  [
    {
      type: 'platform.initReport',
      record: { ...init, initializationType: 'snap-start', status: 'success', metrics: { durationMs: 1.5 } },
    },
    ['INIT_REPORT Init Duration: 1.50 ms\tPhase: init'],
  ],
  [
    { type: 'platform.restoreStart', record: { functionName: 'demo', functionVersion: '1', ...runtime } },
    ['RESTORE_START Runtime Version: provided:al2023.v98\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0a1b'],
  ],
  [
    { type: 'platform.restoreReport', record: { status: 'success', metrics: { durationMs: 300 } } },
    ['RESTORE_REPORT Restore Duration: 300.00 ms'],
  ],
  [
    { type: 'platform.restoreReport', record: { status: 'timeout', metrics: { durationMs: 10_000 } } },
    ['RESTORE_REPORT Restore Duration: 10000.00 ms\tStatus: timeout'],
  ],
  [{ type: 'platform.start', record: { requestId, version: '3' } }, [`START RequestId: ${requestId} Version: 3`]],
  [{ type: 'platform.start', record: { requestId } }, [`START RequestId: ${requestId} Version: $LATEST`]],
  [{ type: 'platform.runtimeDone', record: { requestId, status: 'success', metrics: { durationMs: 1 } } }, []],
  [{ type: 'platform.report', record: report }, [`END RequestId: ${requestId}`, head]],
  [
    { type: 'platform.extension', record: { name: 'watch.sh', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] } },
    ['EXTENSION\tName: watch.sh\tState: Ready\tEvents: [INVOKE, SHUTDOWN]'],
  ],
  [
    {
      type: 'platform.extension',
      record: { name: 'watch.sh', state: 'LaunchError', events: [], errorType: 'PermissionDenied' },
    },
    ['EXTENSION\tName: watch.sh\tState: LaunchError\tEvents: []\tError Type: PermissionDenied'],
  ],
  [
    {
      type: 'platform.telemetrySubscription',
      record: { name: 'watch.sh', state: 'Subscribed', types: ['platform', 'function', 'extension'] },
    },
    ['TELEMETRY\tName: watch.sh\tState: Subscribed\tTypes: [Platform, Function, Extension]'],
  ],
  [
    { type: 'platform.logsSubscription', record: { name: 'watch.sh', state: 'Subscribed', types: ['platform'] } },
    ['LOGS\tName: watch.sh\tState: Subscribed\tTypes: [Platform]'],
  ],
  [
    { type: 'platform.fault', record: `RequestId: ${requestId} Error: Runtime exited\nRuntime.ExitError` },
    [`RequestId: ${requestId} Error: Runtime exited`, 'Runtime.ExitError'],
  ],
  [{ type: 'platform.logsDropped', record: { reason: 'slow', droppedRecords: 1, droppedBytes: 2 } }, []],
])('%j', (event, lines) => {
  expect(platformLines({ time: '2026-01-01T00:00:00.000Z', ...event } satisfies TelemetryEvent)).toEqual(lines);
});
