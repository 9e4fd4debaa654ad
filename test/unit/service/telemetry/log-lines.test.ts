import { expect, test } from 'vitest';
import type { TelemetryEvent, UntimedTelemetryEvent } from '../../../../runtime/protocol/telemetry-events.ts';
import { logLines } from '../../../../service/telemetry/log-lines.ts';
import {
  JSON_LOGS,
  type LogSettings,
  type SystemLogLevel,
  TEXT_LOGS,
} from '../../../../service/telemetry/log-settings.ts';
import { systemLogLevel } from '../../../../service/telemetry/system-log-level.ts';

const requestId = 'id-1';
const init = { initializationType: 'on-demand', phase: 'init', functionName: 'demo', functionVersion: '1' } as const;
const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 2 };
const subscription = { name: 'watch', state: 'Subscribed', types: ['platform'] } as const;
const bad = { status: 'error', errorType: 'Runtime.ExitError' } as const;
const good = { status: 'success' } as const;

test.each<[SystemLogLevel | undefined, UntimedTelemetryEvent]>([
  ['INFO', { type: 'platform.initStart', record: { ...init, runtimeVersion: 'v1' } }],
  ['DEBUG', { type: 'platform.initStart', record: init }],
  ['DEBUG', { type: 'platform.restoreStart', record: init }],
  ['DEBUG', { type: 'platform.initRuntimeDone', record: { ...init, ...good } }],
  ['WARN', { type: 'platform.initRuntimeDone', record: { ...init, ...bad } }],
  ['DEBUG', { type: 'platform.restoreRuntimeDone', record: good }],
  ['DEBUG', { type: 'platform.runtimeDone', record: { requestId, ...good, metrics } }],
  ['WARN', { type: 'platform.runtimeDone', record: { requestId, ...bad, metrics } }],
  ['DEBUG', { type: 'platform.initReport', record: { ...init, ...good, metrics } }],
  ['WARN', { type: 'platform.initReport', record: { ...init, ...bad, metrics } }],
  ['INFO', { type: 'platform.initReport', record: { ...init, initializationType: 'snap-start', ...good, metrics } }],
  ['INFO', { type: 'platform.restoreReport', record: { ...good, metrics } }],
  ['WARN', { type: 'platform.restoreReport', record: { ...bad, metrics } }],
  ['INFO', { type: 'platform.report', record: { requestId, ...good, metrics } }],
  ['WARN', { type: 'platform.report', record: { requestId, ...bad, metrics } }],
  ['INFO', { type: 'platform.extension', record: { name: 'watch', state: 'Ready', events: [] } }],
  ['WARN', { type: 'platform.extension', record: { name: 'w', state: 'LaunchError', events: [], errorType: 'X' } }],
  ['INFO', { type: 'platform.start', record: { requestId } }],
  ['INFO', { type: 'platform.telemetrySubscription', record: subscription }],
  ['INFO', { type: 'platform.logsSubscription', record: subscription }],
  ['WARN', { type: 'platform.logsDropped', record: { reason: 'slow', droppedRecords: 1, droppedBytes: 2 } }],
  [undefined, { type: 'platform.fault', record: 'gone' }],
])('%s is the level of %j', (level, event) => {
  expect(systemLogLevel(timed(event))).toBe(level);
});

test('in a JSON log, a platform event is its envelope, if its level is high enough', () => {
  const event = timed({ type: 'platform.start', record: { requestId, version: '$LATEST' } });
  expect(logLines(event, JSON_LOGS)).toEqual([
    '{"time":"2026-01-01T00:00:00.000Z","type":"platform.start","record":{"requestId":"id-1","version":"$LATEST"}}',
  ]);
  const settings: LogSettings = { format: 'JSON', applicationLevel: 'TRACE', systemLevel: 'WARN' };
  expect(logLines(event, settings)).toEqual([]);
});

test('in a text log, a platform event is its line', () => {
  const event = timed({ type: 'platform.start', record: { requestId } });
  expect(logLines(event, TEXT_LOGS)).toEqual(['START RequestId: id-1 Version: $LATEST']);
});

test('a log record is its line in either format', () => {
  const line = timed({ type: 'function', record: 'hi' });
  const object = timed({ type: 'extension', record: { message: 'hi' } });
  for (const settings of [TEXT_LOGS, JSON_LOGS]) {
    expect(logLines(line, settings)).toEqual(['hi']);
    expect(logLines(object, settings)).toEqual(['{"message":"hi"}']);
  }
});

function timed(event: UntimedTelemetryEvent): TelemetryEvent {
  return { time: '2026-01-01T00:00:00.000Z', ...event };
}
