import { describe, expect, test } from 'vitest';
import type { AlarmConfig } from '../../../../service/alarms/alarm-config.ts';
import { evaluateAlarm } from '../../../../service/alarms/alarm-evaluation.ts';
import { sampleAlarm } from './sample-alarm.ts';

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

// `0` is within the threshold, `X` beyond it, `-` without values; the last is the latest.
describe('an alarm for 3 of 3 periods', () => {
  test.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'as before', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'as before', 'ALARM', 'OK']],
    ['- - - - X', ['as before', 'as before', 'ALARM', 'OK']],
    ['X X X 0 -', ['OK', 'OK', 'OK', 'OK']],
  ])('finds in %s what CloudWatch does', (range, states) => {
    expect(TREATMENTS.map((treatMissingData) => stateOf(range, { treatMissingData }))).toEqual(states);
  });
});

describe('an alarm for 2 of 3 periods', () => {
  test.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'as before', 'ALARM', 'OK']],
  ])('finds in %s what CloudWatch does', (range, states) => {
    const config = { datapointsToAlarm: 2 };
    expect(TREATMENTS.map((treatMissingData) => stateOf(range, { ...config, treatMissingData }))).toEqual(states);
  });
});

test.each([
  ['GreaterThanThreshold', ['OK', 'OK', 'ALARM']],
  ['GreaterThanOrEqualToThreshold', ['OK', 'ALARM', 'ALARM']],
  ['LessThanThreshold', ['ALARM', 'OK', 'OK']],
  ['LessThanOrEqualToThreshold', ['ALARM', 'ALARM', 'OK']],
] as const)('%s is about the threshold itself as its name says', (comparison, states) => {
  const config = sampleAlarm({ comparison, threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1 });
  expect([4, 5, 6].map((value) => evaluateAlarm(config, [{ time: 0, value }])?.value)).toEqual(states);
});

test('the reason has the values, the latest first, and what stood for missing ones', () => {
  const config = sampleAlarm({ datapointsToAlarm: 2, treatMissingData: 'breaching' });
  expect(evaluateAlarm(config, rangeOf('- - X - -'))?.reason).toBe(
    'Threshold Crossed: 3 out of the last 3 datapoints [10 (23/11/26 10:02:00)] were greater than the threshold (5), ' +
      '2 datapoints were missing and treated as breaching (2 of 3 for ALARM).',
  );
  expect(evaluateAlarm(sampleAlarm({}), rangeOf('- - - - -'))?.reason).toBe(
    'Insufficient Data: 3 datapoints were unknown.',
  );
});

function stateOf(range: string, more: Partial<AlarmConfig>): string {
  return evaluateAlarm(sampleAlarm(more), rangeOf(range))?.value ?? 'as before';
}

function rangeOf(text: string) {
  const values = { '0': 0, X: 10, '-': undefined };
  return text.split(' ').map((sign, index) => ({
    time: Date.UTC(2026, 10, 23, 10, index),
    value: values[sign as keyof typeof values],
  }));
}
