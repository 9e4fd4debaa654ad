import { expect, test } from 'vitest';
import {
  reportMetrics,
  telemetrySpan,
  telemetryStatus,
  telemetryTracing,
  tracePart,
} from '../../../../service/telemetry/platform-events.ts';

test.each([
  [undefined, false, 'success'],
  ['Runtime.ExitError', false, 'error'],
  ['Function.Unknown', false, 'error'],
  ['Extension.Crash', false, 'error'],
  ['Sandbox.Failure', false, 'failure'],
  ['Sandbox.Timedout', true, 'timeout'],
  [undefined, true, 'timeout'],
])('error type %s, timed out: %s, means %s', (errorType, timedOut, status) => {
  expect(telemetryStatus(errorType, timedOut)).toBe(status);
});

test('an invocation is billed in whole milliseconds, with the init that it waited for', () => {
  const cost = { durationMs: 133.6104, memorySizeMB: 128, maxMemoryUsedMB: 70 };
  expect(reportMetrics(cost)).toEqual({
    durationMs: 133.61,
    billedDurationMs: 134,
    memorySizeMB: 128,
    maxMemoryUsedMB: 70,
  });
  expect(reportMetrics({ ...cost, initDurationMs: 80 })).toMatchObject({ billedDurationMs: 214, initDurationMs: 80 });
  expect(reportMetrics({ ...cost, durationMs: 2.0001 })).toMatchObject({ durationMs: 2, billedDurationMs: 2 });
});

test('a restore is billed by itself, in whole milliseconds as well', () => {
  const cost = { durationMs: 12.5, memorySizeMB: 128, maxMemoryUsedMB: 70, restoreDurationMs: 300.2004 };
  expect(reportMetrics(cost)).toEqual({
    durationMs: 12.5,
    billedDurationMs: 13,
    memorySizeMB: 128,
    maxMemoryUsedMB: 70,
    restoreDurationMs: 300.2,
    billedRestoreDurationMs: 301,
  });
});

test('a span has its start as a time and three decimals', () => {
  expect(telemetrySpan('responseLatency', Date.UTC(2026, 0, 1), 12.345678)).toEqual({
    name: 'responseLatency',
    start: '2026-01-01T00:00:00.000Z',
    durationMs: 12.346,
  });
});

test('tracing tells the parent of a trace as its span', () => {
  const value = 'Root=1-67748580-abc;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:0';
  expect(telemetryTracing(value)).toEqual({ tracing: { spanId: '53995c3f42cd8ad8', type: 'X-Amzn-Trace-Id', value } });
  expect(telemetryTracing('Root=1-2-3')).toEqual({ tracing: { type: 'X-Amzn-Trace-Id', value: 'Root=1-2-3' } });
  expect(telemetryTracing(undefined)).toEqual({});
  expect(tracePart(value, 'Root')).toBe('1-67748580-abc');
});
