import type { Statistic } from '../metrics/metric-bucket.ts';
import type { Dimensions } from '../metrics/metric-id.ts';

/** How a value and a threshold are compared, in CloudWatch's words. */
export type AlarmComparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

/** What stands for a period without values. */
export type MissingData = 'missing' | 'notBreaching' | 'breaching' | 'ignore';

/** What is done when an alarm changes its state: a function is invoked, or the event is written to the terminal. */
export type AlarmAction =
  | { readonly type: 'function'; readonly functionName: string; readonly qualifier: string | undefined }
  | { readonly type: 'log' };

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm, as snapboot.json declares it. */
export interface AlarmConfig {
  readonly name: string;
  readonly description: string | undefined;
  readonly namespace: string;
  readonly metric: string;
  /** With FunctionName, where it is of a function. */
  readonly dimensions: Dimensions;
  readonly statistic: Statistic;
  readonly threshold: number;
  readonly comparison: AlarmComparison;
  /** Seconds: 10, 30 or a multiple of 60. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
  readonly alarmActions: readonly AlarmAction[];
  readonly okActions: readonly AlarmAction[];
}
