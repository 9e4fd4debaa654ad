/** Lambda's own metrics. */
export const LAMBDA_NAMESPACE = 'AWS/Lambda';

/** Names and values that tell apart what a metric is of, such as `FunctionName`. */
export type Dimensions = Readonly<Record<string, string>>;

/** What identifies a series of values, as in CloudWatch. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  /** The same for equal ones, whatever the order of their dimensions. */
  readonly key: string;
}

/** Puts an id together. */
export function metricId(namespace: string, name: string, dimensions: Dimensions = {}): MetricId {
  const sorted = Object.entries(dimensions).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { namespace, name, dimensions, key: JSON.stringify([namespace, name, ...sorted.flat()]) };
}
