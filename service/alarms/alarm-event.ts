import { regionOf } from '../environments/environment-variables.ts';
import { ACCOUNT_ID } from '../functions/function-arn.ts';
import type { AlarmConfig, AlarmStateValue } from './alarm-config.ts';
import type { Datapoint } from './alarm-evaluation.ts';

/** What an alarm is at, since when, and why. */
export interface AlarmState {
  readonly value: AlarmStateValue;
  readonly reason: string;
  /** Milliseconds since 1970: of its last change. */
  readonly sinceMs: number;
  /** The periods that have decided, the latest first. */
  readonly evaluated: readonly Datapoint[];
}

/** `arn:aws:cloudwatch:…:alarm:NAME` */
export function alarmArn(name: string): string {
  return `arn:aws:cloudwatch:${regionOf(process.env)}:${ACCOUNT_ID}:alarm:${name}`;
}

/** What CloudWatch sends to a function that is the action of an alarm. */
export function alarmEvent(config: AlarmConfig, state: AlarmState, previousState: AlarmState): object {
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(config.name),
    accountId: ACCOUNT_ID,
    time: timeText(state.sinceMs),
    region: regionOf(process.env),
    alarmData: {
      alarmName: config.name,
      state: stateOf(config, state),
      previousState: stateOf(config, previousState),
      configuration: alarmConfiguration(config),
    },
  };
}

/** As in the event. */
export function alarmConfiguration(config: AlarmConfig): object {
  const { description, namespace, metric: name, dimensions, period, statistic: stat } = config;
  return {
    ...(description !== undefined && { description }),
    metrics: [{ id: 'm1', metricStat: { metric: { namespace, name, dimensions }, period, stat }, returnData: true }],
  };
}

function stateOf(config: AlarmConfig, { value, reason, sinceMs, evaluated }: AlarmState): object {
  return {
    value,
    reason,
    reasonData: JSON.stringify(reasonData(config, sinceMs, evaluated)),
    timestamp: timeText(sinceMs),
  };
}

function reasonData(
  { statistic, period, threshold }: AlarmConfig,
  atMs: number,
  evaluated: readonly Datapoint[],
): object {
  const oldest = evaluated.at(-1);
  return {
    version: '1.0',
    queryDate: timeText(atMs),
    ...(oldest !== undefined && { startDate: timeText(oldest.time) }),
    statistic,
    period,
    recentDatapoints: evaluated.map(({ value }) => value).toReversed(),
    threshold,
    evaluatedDatapoints: evaluated.map(({ time, value }) => ({ timestamp: timeText(time), value })),
  };
}

/** `2026-11-23T19:10:00.000+0000`: CloudWatch's own way. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}
