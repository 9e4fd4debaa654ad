import type { AlarmConfig } from '../../../../service/alarms/alarm-config.ts';

/** An alarm for three minutes with more than five errors of the function `hello` each. */
export function sampleAlarm(more: Partial<AlarmConfig>): AlarmConfig {
  return {
    name: 'errors',
    description: undefined,
    namespace: 'AWS/Lambda',
    metric: 'Errors',
    dimensions: { FunctionName: 'hello' },
    statistic: 'Sum',
    threshold: 5,
    comparison: 'GreaterThanThreshold',
    period: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    treatMissingData: 'missing',
    alarmActions: [],
    okActions: [],
    ...more,
  };
}
