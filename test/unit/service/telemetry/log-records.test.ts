import { expect, test } from 'vitest';
import { logRecord } from '../../../../service/telemetry/log-records.ts';
import { JSON_LOGS, type LogSettings, TEXT_LOGS } from '../../../../service/telemetry/log-settings.ts';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const timestamp = '2026-02-03T04:05:06.789Z';

test('with the text format, a line is its record', () => {
  for (const line of ['hello', '', `{"timestamp":"${timestamp}","level":"TRACE"}`]) {
    expect(logRecord(line, TEXT_LOGS)).toBe(line);
  }
});

test('with JSON, an object with level and timestamp stays as it is', () => {
  const record = { timestamp, level: 'INFO', message: 'hi', more: [1] };
  expect(logRecord(JSON.stringify(record), JSON_LOGS, { requestId: 'id-1' }, NOW)).toEqual(record);
});

test.each(['hello', '{"timestamp":', '["2026-02-03T04:05:06Z"]', '42'])('with JSON, %s is wrapped as text', (line) => {
  expect(logRecord(line, JSON_LOGS, { requestId: 'id-1', tenantId: 'blue' }, NOW)).toEqual({
    timestamp: NOW.toISOString(),
    level: 'INFO',
    requestId: 'id-1',
    tenantId: 'blue',
    message: line,
  });
});

test.each([
  ['without a timestamp', { level: 'ERROR', message: 'hi' }],
  ['with another time', { level: 'ERROR', timestamp: 'yesterday', message: 'hi' }],
  ['with a number for a time', { level: 'ERROR', timestamp: 1, message: 'hi' }],
])('with JSON, an object %s is wrapped as such, at level INFO', (_title, message) => {
  expect(logRecord(JSON.stringify(message), JSON_LOGS, {}, NOW)).toEqual({
    timestamp: NOW.toISOString(),
    level: 'INFO',
    message,
  });
});

test.each([
  ['DEBUG', 'INFO', false],
  ['INFO', 'INFO', true],
  ['error', 'INFO', true],
  ['WARN', 'ERROR', false],
  ['FATAL', 'ERROR', true],
  ['TRACE', 'TRACE', true],
  ['SHOUT', 'INFO', true],
  ['SHOUT', 'WARN', false],
] as const)('a line of level %s passes a filter of %s: %s', (level, applicationLevel, passes) => {
  const settings: LogSettings = { ...JSON_LOGS, format: 'JSON', systemLevel: 'INFO', applicationLevel };
  expect(logRecord(JSON.stringify({ timestamp, level }), settings) !== undefined).toBe(passes);
});

test('a line without a level counts as INFO', () => {
  const settings: LogSettings = { format: 'JSON', systemLevel: 'INFO', applicationLevel: 'WARN' };
  expect(logRecord('hello', settings)).toBeUndefined();
  expect(logRecord(JSON.stringify({ timestamp }), settings)).toBeUndefined();
  expect(logRecord(JSON.stringify({ timestamp }), JSON_LOGS)).toEqual({ timestamp });
});

test.each(['2026-02-03T04:05:06Z', '2026-02-03T04:05:06.1+01:00', '2026-02-03t04:05:06z'])(
  '%s is a timestamp',
  (time) => {
    expect(logRecord(JSON.stringify({ timestamp: time }), JSON_LOGS)).toEqual({ timestamp: time });
  },
);
