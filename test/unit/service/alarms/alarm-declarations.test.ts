import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAlarms } from '../../../../service/alarms/alarm-declarations.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const ALARM = {
  name: 'many errors',
  metric: 'Errors',
  statistic: 'Sum',
  threshold: 3,
  comparison: 'GreaterThanThreshold',
  period: 60,
  evaluationPeriods: 2,
};

async function read(alarms: unknown): Promise<unknown> {
  await using folder = await temporaryFolder({ 'snapboot.json': JSON.stringify({ functions: [], alarms }) });
  try {
    return readAlarms([folder.path]);
  } catch (error) {
    return String(error).replace(join(folder.path, 'snapboot.json'), 'FILE');
  }
}

test('an alarm has defaults for what is not said', async () => {
  expect(await read([ALARM])).toEqual([
    {
      ...ALARM,
      description: undefined,
      namespace: 'AWS/Lambda',
      dimensions: {},
      datapointsToAlarm: 2,
      treatMissingData: 'missing',
      alarmActions: [],
      okActions: [],
    },
  ]);
});

test('everything that can be declared', async () => {
  const more = { namespace: 'Shop', dimensions: { Service: 'checkout' }, datapointsToAlarm: 1, statistic: 'p99' };
  const declared = { ...ALARM, ...more, function: 'orders', period: 10, treatMissingData: 'ignore', description: 'x' };
  expect(
    await read([{ ...declared, alarmActions: ['function:on-alarm:live', 'log'], okActions: ['log'] }]),
  ).toMatchObject([
    {
      ...more,
      dimensions: { FunctionName: 'orders', Service: 'checkout' },
      alarmActions: [{ type: 'function', functionName: 'on-alarm', qualifier: 'live' }, { type: 'log' }],
      okActions: [{ type: 'log' }],
    },
  ]);
});

test('without a file, or without alarms in it, there are none', async () => {
  await using folder = await temporaryFolder({ 'a.mjs': '', 'snapboot.json': '{"functions": []}' });
  expect(readAlarms([join(folder.path, 'a.mjs'), folder.path, join(folder.path, 'none')])).toEqual([]);
});

test.each([
  [{}, 'FILE: alarms: expected a list of alarms, found {}'],
  [[1], 'alarms[0]: expected an object, found 1'],
  [[{ ...ALARM, x: 1 }], 'alarms[0]: expected only name, metric,'],
  [[{ ...ALARM, name: '' }], 'alarms[0].name: expected a text of 1 to 255 characters, found ""'],
  [[{ ...ALARM, statistic: 'p95' }], 'alarms[0].statistic: expected "Sum" or "Average"'],
  [[{ ...ALARM, threshold: '3' }], 'alarms[0].threshold: expected a number, found "3"'],
  [[{ ...ALARM, comparison: '>' }], 'alarms[0].comparison: expected "GreaterThanThreshold" or'],
  [[{ ...ALARM, period: 20 }], 'alarms[0].period: expected 10, 30 or a multiple of 60 seconds, found 20'],
  [[{ ...ALARM, period: -60 }], 'alarms[0].period: expected'],
  [[{ ...ALARM, evaluationPeriods: undefined }], 'alarms[0].evaluationPeriods: expected a whole number of periods'],
  [[{ ...ALARM, datapointsToAlarm: 3 }], 'alarms[0].datapointsToAlarm: expected a whole number of periods from 1 to 2'],
  [[{ ...ALARM, evaluationPeriods: 179 }], 'expected 178 periods of 60 s at most, since metrics are kept for 3 hours'],
  [[{ ...ALARM, treatMissingData: 'no' }], 'alarms[0].treatMissingData: expected "missing" or "notBreaching"'],
  [[{ ...ALARM, function: 'a b' }], 'alarms[0].function: expected 1 to 64 letters'],
  [[{ ...ALARM, dimensions: 'a' }], 'alarms[0].dimensions: expected an object of names and texts, found "a"'],
  [[{ ...ALARM, dimensions: { a: 1 } }], 'alarms[0].dimensions.a: expected a text'],
  [[{ ...ALARM, alarmActions: ['sns:x'] }], 'alarms[0].alarmActions[0]: expected "log" or a function such as'],
  [[{ ...ALARM, okActions: ['function:a b'] }], 'alarms[0].okActions[0]: expected "log" or a function such as'],
  [[ALARM, ALARM], 'two alarms are named many errors'],
])('%j is told in one line', async (alarms, line) => {
  const told = await read(alarms);
  expect(told).toContain(line);
  expect(told).not.toContain('\n');
});
