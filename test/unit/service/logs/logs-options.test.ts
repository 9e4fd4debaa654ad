import { expect, test } from 'vitest';
import { readLogsOptions } from '../../../../service/logs/logs-options.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');

test('everything can be said', () => {
  expect(readLogsOptions(['hello', '-f', '--times', '--since', '10m', '--state', 'logs'], NOW)).toEqual({
    functionName: 'hello',
    follow: true,
    times: true,
    sinceMs: NOW - 600_000,
    stateFolder: 'logs',
  });
});

test.each([
  ['30s', '2026-01-31T11:59:30Z'],
  ['1.5h', '2026-01-31T10:30:00Z'],
  ['2d', '2026-01-29T12:00:00Z'],
  ['2026-01-30', '2026-01-30T00:00:00Z'],
  ['2026-01-31T11:00:00+01:00', '2026-01-31T10:00:00Z'],
])('--since %s', (text, time) => {
  expect(readLogsOptions(['hello', '--since', text, '--state', 'logs'], NOW).sinceMs).toBe(Date.parse(time));
});

test.each(['', '10', 'm', '-1m', '10x', 'noon', '2026-13-01'])('--since %j makes no sense', (text) => {
  expect(() => readLogsOptions(['hello', `--since=${text}`, '--state', 'logs'], NOW)).toThrow(
    `--since ${text}: expected`,
  );
});
