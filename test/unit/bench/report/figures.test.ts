import { expect, test } from 'vitest';
import { change, comparedRatio, difference, interval, withoutUnit } from '../../../../bench/report/figures.ts';

const MB = 1024 ** 2;

test('a change is given in percent, with a sign', () => {
  expect(change({ value: 1.042, low: 0.994, high: 1.12 })).toBe('+4.2 % [−0.6 %, +12.0 %]');
});

test('what is zero when it is written has no sign', () => {
  expect(change({ value: 0.9999, low: 1, high: 1.0001 })).toBe('0.0 % [0.0 %, 0.0 %]');
  expect(difference({ value: -1, low: -2 * MB, high: 0 }, 'bytes')).toBe('0.0 [−2.0, 0.0]');
});

test('differences and intervals are in the unit of their measure', () => {
  expect(difference({ value: 12.34, low: -0.5, high: 20 }, 'ms')).toBe('+12.3 [−0.500, +20.0]');
  expect([withoutUnit(41.25 * MB, 'bytes'), interval({ value: 1, low: 0.5, high: 20 }, 'ms')]).toEqual([
    '41.3',
    '[0.500, 20.0]',
  ]);
});

test('a comparison whose interval spans 1 is called no difference', () => {
  expect(comparedRatio({ value: 1.04, low: 1.01, high: 1.08 })).toBe('1.04 [1.01, 1.08]');
  expect(comparedRatio({ value: 1.04, low: 0.99, high: 1.08 })).toBe('1.04 [0.99, 1.08] no difference');
});
