import { beforeEach, expect, test } from 'vitest';
import type { AlarmConfig } from '../../../../service/alarms/alarm-config.ts';
import { AlarmMonitor } from '../../../../service/alarms/alarm-monitor.ts';
import { MetricHistory } from '../../../../service/metrics/metric-history.ts';
import { metricId } from '../../../../service/metrics/metric-id.ts';
import { sampleAlarm } from './sample-alarm.ts';

const START = Date.UTC(2026, 10, 23, 10);
const ERRORS = metricId('AWS/Lambda', 'Errors', { FunctionName: 'hello' });

let history: MetricHistory;
let monitor: AlarmMonitor;
let notices: string[];
let invoked: { functionName: string; qualifier: string | undefined; event: unknown }[];
let now: number;

beforeEach(() => {
  history = new MetricHistory();
  notices = [];
  invoked = [];
  now = START;
  const invoke = async (functionName: string, qualifier: string | undefined, event: unknown): Promise<void> => {
    if (functionName === 'nobody') throw new Error('Function not found');
    invoked.push({ functionName, qualifier, event });
  };
  const onNotice = (line: string): unknown => notices.push(line);
  monitor = new AlarmMonitor({ history, invoke, onNotice: (line) => void onNotice(line) }, () => now);
});

const CALLED = { type: 'function', functionName: 'on-alarm', qualifier: 'live' } as const;

function eachMinute(more: Partial<AlarmConfig> = {}): AlarmConfig {
  return sampleAlarm({ evaluationPeriods: 1, datapointsToAlarm: 1, ...more });
}

async function minuteWith(errors: number): Promise<void> {
  history.record(ERRORS, errors, now);
  now += 60_000;
  await monitor.evaluate();
}

function states(): unknown {
  return monitor.list().map((alarm) => (alarm as { state: string }).state);
}

test('an alarm begins without data, and follows the metric from then on', async () => {
  monitor.set([eachMinute()]);
  expect(states()).toEqual(['INSUFFICIENT_DATA']);
  await minuteWith(0);
  expect(states()).toEqual(['OK']);
  await minuteWith(6);
  expect(states()).toEqual(['ALARM']);
  await minuteWith(0);
  expect(states()).toEqual(['OK']);
  expect(notices.map((line) => line.split(': ', 2).join(': '))).toEqual([
    'alarm errors: INSUFFICIENT_DATA → OK',
    'alarm errors: OK → ALARM',
    'alarm errors: ALARM → OK',
  ]);
});

test('a function gets the event that CloudWatch sends', async () => {
  monitor.set([eachMinute({ description: 'too many', alarmActions: [CALLED] })]);
  await minuteWith(6);
  const { event, ...called } = invoked[0] ?? {};
  expect(called).toEqual({ functionName: 'on-alarm', qualifier: 'live' });
  const metric = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'hello' } };
  expect(event).toEqual({
    source: 'aws.cloudwatch',
    alarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors',
    accountId: '123456789012',
    time: '2026-11-23T10:01:00.000+0000',
    region: 'us-east-1',
    alarmData: {
      alarmName: 'errors',
      state: {
        value: 'ALARM',
        reason: expect.stringContaining('Threshold Crossed: 1 out of the last 1 datapoints [6 (23/11/26 10:00:00)]'),
        reasonData: expect.any(String),
        timestamp: '2026-11-23T10:01:00.000+0000',
      },
      previousState: {
        value: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        reasonData: expect.any(String),
        timestamp: '2026-11-23T10:00:00.000+0000',
      },
      configuration: {
        description: 'too many',
        metrics: [{ id: 'm1', metricStat: { metric, period: 60, stat: 'Sum' }, returnData: true }],
      },
    },
  });
  const { alarmData } = event as { alarmData: { state: { reasonData: string } } };
  expect(JSON.parse(alarmData.state.reasonData)).toMatchObject({
    startDate: '2026-11-23T10:00:00.000+0000',
    recentDatapoints: [6],
    threshold: 5,
    evaluatedDatapoints: [{ timestamp: '2026-11-23T10:00:00.000+0000', value: 6 }],
  });
});

test('actions are done when the state changes, and not again while it stays', async () => {
  monitor.set([eachMinute({ alarmActions: [CALLED], okActions: [{ type: 'log' }] })]);
  await minuteWith(6);
  await minuteWith(7);
  await monitor.evaluate();
  expect(invoked).toHaveLength(1);
  await minuteWith(0);
  expect(invoked).toHaveLength(1);
  const event = notices.find((line) => line.startsWith('alarm errors: {'));
  expect(JSON.parse(event?.slice('alarm errors: '.length) ?? '')).toMatchObject({ source: 'aws.cloudwatch' });
});

test('an action that cannot be done is told, and the others are done', async () => {
  const action = { type: 'function', functionName: 'nobody', qualifier: undefined } as const;
  monitor.set([eachMinute({ alarmActions: [action, CALLED] })]);
  await minuteWith(6);
  expect(notices).toContain('alarm errors cannot invoke nobody: Function not found');
  expect(invoked).toHaveLength(1);
});

test('an alarm of ten seconds is looked at every ten seconds', async () => {
  monitor.set([eachMinute({ period: 10 })]);
  history.record(ERRORS, 6, now + 9999);
  now += 9999;
  await monitor.evaluate();
  expect(states()).toEqual(['INSUFFICIENT_DATA']);
  now += 1;
  await monitor.evaluate();
  expect(states()).toEqual(['ALARM']);
});

test('when the file changes, an alarm that is the same keeps its state', async () => {
  monitor.set([eachMinute()]);
  await minuteWith(6);
  monitor.set([eachMinute({ name: 'another' }), eachMinute()]);
  expect(states()).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  monitor.set([eachMinute({ threshold: 9 })]);
  expect(states()).toEqual(['INSUFFICIENT_DATA']);
});
