import type { ContenderResult, ScenarioResult } from '../bench-result.ts';
import { medianEstimate } from '../statistics/confidence-interval.ts';
import { summarize } from '../statistics/summary.ts';
import { comparedRatio, interval, withoutUnit } from './figures.ts';
import { compare, HEADLINE, type Measure } from './measures.ts';
import { presentYardsticks } from './yardsticks.ts';

/** One measure of all contenders of a scenario, as text. */
export interface HeadlineGroup {
  readonly measure: Measure;
  readonly yardsticks: readonly string[];
  readonly rows: readonly HeadlineRow[];
}

export interface HeadlineRow {
  readonly contender: string;
  readonly p50: string;
  /** Its 95 % interval. */
  readonly interval: string;
  readonly p90: string;
  readonly p99: string;
  /** How many times each yardstick's median it is, with the 95 % interval; nothing for the yardstick itself. */
  readonly ratios: readonly (string | undefined)[];
}

/** The measures that at least one contender has samples of. */
export function headlineGroups({ contenders }: ScenarioResult): HeadlineGroup[] {
  return HEADLINE.flatMap((measure) => {
    const measured = contenders.filter((contender) => measure.samples(contender).length > 0);
    const yardsticks = presentYardsticks(measured);
    const rows = measured.map((contender) => rowOf(measure, contender, yardsticks));
    return rows.length === 0 ? [] : [{ measure, yardsticks: yardsticks.map(({ name }) => name), rows }];
  });
}

function rowOf(measure: Measure, contender: ContenderResult, yardsticks: readonly ContenderResult[]): HeadlineRow {
  const { unit } = measure;
  const number = (value: number) => withoutUnit(value, unit);
  const estimate = medianEstimate(measure.samples(contender));
  const { p90, p99 } = summarize(measure.all(contender));
  return {
    contender: contender.name,
    p50: number(estimate.value),
    interval: interval(estimate, unit),
    p90: number(p90),
    p99: number(p99),
    ratios: yardsticks.map((yardstick) => {
      const compared = yardstick === contender ? undefined : compare(measure, contender, yardstick);
      return compared === undefined ? undefined : comparedRatio(compared);
    }),
  };
}
