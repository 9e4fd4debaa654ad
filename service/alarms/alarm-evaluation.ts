import type { AlarmComparison, AlarmConfig, AlarmStateValue } from './alarm-config.ts';

/** The value of one period; none where nothing has happened. */
export interface Datapoint {
  /** When the period began: milliseconds since 1970. */
  readonly time: number;
  readonly value: number | undefined;
}

/** What an alarm finds. */
export interface AlarmFinding {
  readonly value: AlarmStateValue;
  /** One line for people. */
  readonly reason: string;
  /** The periods that have decided, the latest first. */
  readonly evaluated: readonly Datapoint[];
}

// CloudWatch looks back further than the periods to be evaluated, in case that some have no values.
const MORE_PERIODS = 2;

const SIGNS: Readonly<Record<AlarmComparison, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** How many periods an alarm looks at. */
export function evaluationRange({ evaluationPeriods }: AlarmConfig): number {
  return evaluationPeriods + MORE_PERIODS;
}

/**
 * The state of an alarm, as CloudWatch finds it: from the latest periods that have values; only where there are too few
 * of them, what was declared stands for missing ones.
 *
 * @param range the periods of the evaluation range, the oldest first
 * @returns nothing where the state stays as it is
 */
export function evaluateAlarm(config: AlarmConfig, range: readonly Datapoint[]): AlarmFinding | undefined {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = config;
  const known = range.filter(({ value }) => value !== undefined).toReversed();
  const evaluated = known.slice(0, evaluationPeriods);
  const missing = evaluationPeriods - evaluated.length;
  const breaching = evaluated.filter(({ value }) => value !== undefined && breaches(config, value)).length;
  const found = (value: AlarmStateValue, filled = 0): AlarmFinding => ({
    value,
    reason: reasonFor(config, value, { evaluated, breaching: breaching + filled, filled: missing }),
    evaluated,
  });
  if (breaching >= datapointsToAlarm) return found('ALARM');
  if (missing === 0 || treatMissingData === 'notBreaching') return found('OK');
  if (treatMissingData === 'breaching') {
    return breaching + missing >= datapointsToAlarm ? found('ALARM', missing) : found('OK', missing);
  }
  // What is known, is known: missing periods matter only where nothing tells against an alarm.
  if (evaluated.length > breaching) return found('OK');
  if (treatMissingData === 'ignore') return undefined;
  if (known.length === 0) return found('INSUFFICIENT_DATA');
  return isLasting(config, range) ? found('ALARM') : undefined;
}

function breaches({ comparison, threshold }: AlarmConfig, value: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

/** Whether the threshold was passed as long ago as it takes for an alarm, when nothing has been well since then. */
function isLasting({ datapointsToAlarm }: AlarmConfig, range: readonly Datapoint[]): boolean {
  const oldest = range.findIndex(({ value }) => value !== undefined);
  return range.length - oldest >= datapointsToAlarm;
}

interface Counts {
  readonly evaluated: readonly Datapoint[];
  readonly breaching: number;
  /** Periods without values. */
  readonly filled: number;
}

function reasonFor(config: AlarmConfig, state: AlarmStateValue, { evaluated, breaching, filled }: Counts): string {
  const { evaluationPeriods, comparison, threshold, treatMissingData, datapointsToAlarm } = config;
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${periods(evaluationPeriods)} unknown.`;
  if (evaluated.length === 0) return `no datapoints were received for ${evaluationPeriods} ${treatMissingData} periods`;
  const count = state === 'ALARM' ? breaching : evaluationPeriods - breaching;
  const values = evaluated.map(({ value, time }) => `${value} (${dayAndTime(time)})`).join(', ');
  const was = `${count === 1 ? 'was' : 'were'}${state === 'OK' ? ' not' : ''}`;
  const missing = filled > 0 ? `, ${periods(filled)} missing and treated as ${treatMissingData}` : '';
  const needed = state === 'ALARM' ? `${datapointsToAlarm} of ${evaluationPeriods} for ALARM` : '';
  return (
    `Threshold Crossed: ${count} out of the last ${evaluationPeriods} datapoints [${values}] ${was} ` +
    `${SIGNS[comparison]} the threshold (${threshold})${missing}${needed && ` (${needed})`}.`
  );
}

function periods(count: number): string {
  return count === 1 ? '1 datapoint was' : `${count} datapoints were`;
}

/** `23/11/26 19:10:00` */
function dayAndTime(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  return `${date.slice(2).split('-').toReversed().join('/')} ${clock.slice(0, 8)}`;
}
