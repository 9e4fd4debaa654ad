import { expect, test } from 'vitest';
import { alarmConfiguration, alarmEvent } from '../../../../service/alarms/alarm-event.ts';
import { sampleAlarm } from './sample-alarm.ts';

const AT = Date.UTC(2026, 0, 15, 12, 0, 0);
const MINUTE = 60_000;

test('a function that is the action of an alarm is told what was seen, and what was before', () => {
  const evaluated = [
    { time: AT - MINUTE, value: 7 },
    { time: AT - 2 * MINUTE, value: undefined },
    { time: AT - 3 * MINUTE, value: 6 },
  ];
  const state = { value: 'ALARM', reason: 'too many', sinceMs: AT, evaluated } as const;
  const before = { value: 'INSUFFICIENT_DATA', reason: 'begun', sinceMs: AT - 10 * MINUTE, evaluated: [] } as const;
  const event = alarmEvent(sampleAlarm({}), state, before);
  const { alarmData } = event as { alarmData: Record<'state' | 'previousState', { readonly reasonData: string }> };
  const common = { version: '1.0', statistic: 'Sum', period: 60, threshold: 5 };
  expect(JSON.parse(alarmData.state.reasonData)).toEqual({
    ...common,
    queryDate: '2026-01-15T12:00:00.000+0000',
    startDate: '2026-01-15T11:57:00.000+0000',
    recentDatapoints: [6, null, 7],
    evaluatedDatapoints: [
      { timestamp: '2026-01-15T11:59:00.000+0000', value: 7 },
      { timestamp: '2026-01-15T11:58:00.000+0000' },
      { timestamp: '2026-01-15T11:57:00.000+0000', value: 6 },
    ],
  });
  expect(JSON.parse(alarmData.previousState.reasonData)).toEqual({
    ...common,
    queryDate: '2026-01-15T11:50:00.000+0000',
    recentDatapoints: [],
    evaluatedDatapoints: [],
  });
  expect(event).toMatchObject({
    source: 'aws.cloudwatch',
    accountId: '123456789012',
    time: '2026-01-15T12:00:00.000+0000',
    alarmData: {
      alarmName: 'errors',
      state: { value: 'ALARM', reason: 'too many', timestamp: '2026-01-15T12:00:00.000+0000' },
      previousState: { value: 'INSUFFICIENT_DATA', reason: 'begun', timestamp: '2026-01-15T11:50:00.000+0000' },
    },
  });
});

test('the configuration of an alarm says what it looks at, and its description where it has one', () => {
  const metric = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'hello' } };
  const metrics = [{ id: 'm1', metricStat: { metric, period: 60, stat: 'Sum' }, returnData: true }];
  expect(alarmConfiguration(sampleAlarm({}))).toEqual({ metrics });
  expect(alarmConfiguration(sampleAlarm({ description: 'look' }))).toEqual({ description: 'look', metrics });
});
