import { expect, test } from 'vitest';
import type { TelemetryEvent } from '../../../../runtime/protocol/telemetry-events.ts';
import { asLogsEvents, asTelemetryEvents, serializeEvent } from '../../../../service/telemetry/event-schema.ts';

const time = '2026-01-01T00:00:00.000Z';
const metrics = { durationMs: 1.5, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 40, initDurationMs: 9 };
const tracing = { type: 'X-Amzn-Trace-Id', value: 'Root=1-0-0;Parent=0;Sampled=1' } as const;
const initStart: TelemetryEvent = {
  time,
  type: 'platform.initStart',
  record: { initializationType: 'on-demand', phase: 'init', functionName: 'demo', functionVersion: '$LATEST' },
};
const start: TelemetryEvent = {
  time,
  type: 'platform.start',
  record: { requestId: 'id-1', version: '$LATEST', tracing },
};
const runtimeDone: TelemetryEvent = {
  time,
  type: 'platform.runtimeDone',
  record: { requestId: 'id-1', status: 'success', metrics: { durationMs: 1, producedBytes: 2 } },
};
const report: TelemetryEvent = {
  time,
  type: 'platform.report',
  record: { requestId: 'id-1', status: 'success', metrics, tracing },
};
const extension: TelemetryEvent = {
  time,
  type: 'platform.extension',
  record: { name: 'watch', state: 'LaunchError', events: [], errorType: 'PermissionDenied' },
};
const fault: TelemetryEvent = { time, type: 'platform.fault', record: 'RequestId: id-1 Error: gone' };
const dropped: TelemetryEvent = {
  time,
  type: 'platform.logsDropped',
  record: { reason: 'slow', droppedRecords: 1, droppedBytes: 2 },
};
const subscription = { name: 'watch', state: 'Subscribed', types: ['platform'] } as const;
const telemetrySubscription: TelemetryEvent = { time, type: 'platform.telemetrySubscription', record: subscription };
const logsSubscription: TelemetryEvent = { time, type: 'platform.logsSubscription', record: subscription };
const textLine: TelemetryEvent = { time, type: 'function', record: 'hi' };
const jsonLine: TelemetryEvent = { time, type: 'extension', record: { level: 'INFO', message: 'hi' } };

test.each([initStart, start, runtimeDone, report, extension, dropped, telemetrySubscription, textLine, jsonLine])(
  'the newest Telemetry schema has $type as it is',
  (event) => {
    expect(asTelemetryEvents(event, '2025-01-29')).toEqual([event]);
    expect(asTelemetryEvents(event, '2022-12-13')).toEqual([event]);
  },
);

test.each([fault, logsSubscription])('the Telemetry API does not know $type', (event) => {
  expect(asTelemetryEvents(event, '2025-01-29')).toEqual([]);
});

test('in the first Telemetry schema a JSON record is text', () => {
  expect(asTelemetryEvents(jsonLine, '2022-07-01')).toEqual([
    { time, type: 'extension', record: '{"level":"INFO","message":"hi"}' },
  ]);
  expect(asTelemetryEvents(textLine, '2022-07-01')).toEqual([textLine]);
});

test.each([initStart, telemetrySubscription])('the Logs API does not know $type', (event) => {
  expect(asLogsEvents(event, '2021-03-18')).toEqual([]);
});

test.each([fault, dropped, logsSubscription, textLine])('the Logs API has $type as it is', (event) => {
  expect(asLogsEvents(event, '2020-08-15')).toEqual([event]);
});

test('the Logs API says less about an invocation, and ends it in an event of its own', () => {
  expect(asLogsEvents(start, '2020-08-15')).toEqual([
    { time, type: 'platform.start', record: { requestId: 'id-1', version: '$LATEST' } },
  ]);
  expect(asLogsEvents(report, '2020-08-15')).toEqual([
    { time, type: 'platform.end', record: { requestId: 'id-1' } },
    { time, type: 'platform.report', record: { requestId: 'id-1', metrics } },
  ]);
});

test('the Logs API has runtimeDone from its second schema on', () => {
  expect(asLogsEvents(runtimeDone, '2020-08-15')).toEqual([]);
  expect(asLogsEvents(runtimeDone, '2021-03-18')).toEqual([
    { time, type: 'platform.runtimeDone', record: { requestId: 'id-1', status: 'success' } },
  ]);
});

test('the Logs API does not say why an extension has failed, and has text for JSON records', () => {
  expect(asLogsEvents(extension, '2021-03-18')).toEqual([
    { time, type: 'platform.extension', record: { name: 'watch', state: 'LaunchError', events: [] } },
  ]);
  expect(asLogsEvents(jsonLine, '2021-03-18')).toMatchObject([{ record: '{"level":"INFO","message":"hi"}' }]);
});

test('events are serialised as their envelope', () => {
  expect(serializeEvent(textLine, { api: 'telemetry', version: '2025-01-29' })).toEqual([
    '{"time":"2026-01-01T00:00:00.000Z","type":"function","record":"hi"}',
  ]);
  expect(serializeEvent(report, { api: 'logs', version: '2020-08-15' })).toHaveLength(2);
});
