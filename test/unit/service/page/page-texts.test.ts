import { expect, test } from 'vitest';
import { age, clock, duration, prettyJson, rate } from '../../../../service/page/client/format.ts';
import { readLine, unfolded } from '../../../../service/page/client/log-line.ts';

test.each([
  [undefined, ''],
  [0, '0.0 ms'],
  [0.84, '0.8 ms'],
  [9.9, '9.9 ms'],
  [10, '10 ms'],
  [999.4, '999 ms'],
  [1000, '1.00 s'],
  [1250, '1.25 s'],
  [60_000, '1 min 0 s'],
  [150_400, '2 min 30 s'],
])('%s milliseconds are shown as %j', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  [-5000, '0 s'],
  [1499, '1 s'],
  [1500, '2 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [179_000, '2 min'],
  [7_199_000, '119 min'],
  [7_200_000, '2 h'],
  [10_799_000, '2 h'],
])('what is %i milliseconds old is %s old', (ms, text) => {
  expect(age(ms)).toBe(text);
});

test.each([
  [0, ''],
  [0.44, '0.4/s'],
  [9.9, '9.9/s'],
  [10, '10/s'],
  [12.6, '13/s'],
])('the rate %d is shown as %j', (perSecond, text) => {
  expect(rate(perSecond)).toBe(text);
});

test('a time is that of the clocks here', () => {
  expect(clock(new Date(2026, 0, 15, 4, 3, 7, 12).getTime())).toBe('04:03:07.012');
  expect(clock(new Date(2026, 0, 15, 14, 33, 57, 120).getTime())).toBe('14:33:57.120');
});

test('JSON is indented, and what is none is not', () => {
  expect(prettyJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(prettyJson('{')).toBeUndefined();
});

test.each([
  ['2026-01-15T12:00:00.000Z\tid-1\tWARN\ttwo\nlines\there', 'warn', 'two\nlines\there'],
  ['2026-01-15T12:00:00.000Z\tundefined\tNOISE\tx', 'other', 'x'],
  ['START RequestId: id-1 Version: $LATEST', 'platform', undefined],
  ['RESTORE_REPORT Restore Duration: 1 ms', 'platform', undefined],
  ['STARTED by hand', 'other', undefined],
  ['{"level":"FATAL","message":"x"}', 'fatal', undefined],
  ['{"level":"loud"}', 'other', undefined],
  ['{"level":30,"type":"platform.start"}', 'platform', undefined],
  ['{"type":"order"}', 'other', undefined],
  ['{"level":', 'other', undefined],
  ['plain', 'other', undefined],
])('the line %j is of the level %s', (line, level, text = line) => {
  expect(readLine(line)).toEqual({ level, text });
});

test.each([
  ['got {"a":1}', 'got {\n  "a": 1\n}'],
  ['[1]', '[\n  1\n]'],
  // Those have nothing to unfold.
  ['got {}', undefined],
  ['no JSON', undefined],
  ['{a}', undefined],
])('what unfolds of %j', (text, whole) => {
  expect(unfolded(text)).toBe(whole);
});
