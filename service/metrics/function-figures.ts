import type { Statistic } from './metric-bucket.ts';
import type { MetricHistory } from './metric-history.ts';

/** What there is to say of a function in one period; what has no value there is left out. Durations: milliseconds. */
export interface FunctionFigures {
  readonly functionName: string;
  /** When the period begins: milliseconds since 1970. */
  readonly time: number;
  readonly invocations?: number;
  readonly errors?: number;
  readonly throttles?: number;
  readonly durationP50?: number;
  readonly durationP99?: number;
  readonly initP50?: number;
  /** The highest. */
  readonly concurrency?: number;
}

type Figure = Exclude<keyof FunctionFigures, 'functionName' | 'time'>;

const FIGURES: { readonly [Name in Figure]: readonly [metric: string, statistic: Statistic] } = {
  invocations: ['Invocations', 'Sum'],
  errors: ['Errors', 'Sum'],
  throttles: ['Throttles', 'Sum'],
  durationP50: ['Duration', 'p50'],
  durationP99: ['Duration', 'p99'],
  initP50: ['InitDuration', 'p50'],
  concurrency: ['ConcurrentExecutions', 'Maximum'],
};

/** Of one function, in the order of time; periods in which nothing has happened are left out. */
export function functionFigures(
  history: MetricHistory,
  functionName: string,
  span: { readonly from: number; readonly to: number; readonly periodSeconds: number },
): readonly FunctionFigures[] {
  const periods = new Map<number, Partial<Record<Figure, number>>>();
  for (const [name, [metric, statistic]] of Object.entries(FIGURES)) {
    for (const { time, value } of history.query({ metric, functionName, statistic, ...span })) {
      periods.set(time, { ...periods.get(time), [name]: value });
    }
  }
  const sorted = [...periods].toSorted(([one], [other]) => one - other);
  return sorted.map(([time, figures]) => ({ functionName, time, ...figures }));
}
