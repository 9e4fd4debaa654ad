import type { BenchResult, ContenderResult, ScenarioResult } from '../bench-result.ts';
import { isOurs } from '../contenders/ours.ts';
import { HEADLINE, type Measure } from '../report/measures.ts';
import {
  differenceEstimate,
  type Estimate,
  ratioChangeEstimate,
  ratioEstimate,
  type Verdict,
  verdict,
} from '../statistics/confidence-interval.ts';
import { median } from '../statistics/summary.ts';

/** What the change of a figure is measured by. */
export type Basis = 'ratio to bare' | 'medians';

/** One measure of one contender in both results. */
export interface ComparedFigure {
  readonly scenario: string;
  readonly contender: string;
  readonly measure: Measure;
  readonly oldMedian: number;
  readonly newMedian: number;
  /** New minus old. */
  readonly difference: Estimate;
  /** New divided by old, of whatever it is based on. */
  readonly change: Estimate;
  readonly basis: Basis;
  /** Of the change: `higher` is worse, for all measures. */
  readonly verdict: Verdict;
}

/** Everything that is in both results. Runs are never paired: their rounds have nothing in common. */
export function compareResults(older: BenchResult, newer: BenchResult): ComparedFigure[] {
  return pairsOf(older, newer).flatMap(([before, after]) =>
    after.contenders.flatMap((contender) =>
      HEADLINE.flatMap((measure) => compareFigure({ before, after, contender, measure })),
    ),
  );
}

/** The figures of snapboot that are worse by more than so many percent, the whole interval of the change saying so. */
export function regressions(figures: readonly ComparedFigure[], thresholdPercent: number): ComparedFigure[] {
  return figures.filter(({ contender, change }) => isOurs(contender) && change.low > 1 + thresholdPercent / 100);
}

/** How a scenario is called; those of the same name are compared. */
export function scenarioName({ workload, condition }: ScenarioResult): string {
  return `${workload.name}, ${condition}`;
}

/** Scenarios of the same name, old and new. */
export function pairsOf(older: BenchResult, newer: BenchResult): (readonly [ScenarioResult, ScenarioResult])[] {
  return newer.scenarios.flatMap((after) => {
    const before = older.scenarios.find((each) => scenarioName(each) === scenarioName(after));
    return before === undefined ? [] : [[before, after] as const];
  });
}

function compareFigure({
  before,
  after,
  contender,
  measure,
}: {
  readonly before: ScenarioResult;
  readonly after: ScenarioResult;
  readonly contender: ContenderResult;
  readonly measure: Measure;
}): ComparedFigure[] {
  const ours = measure.samples(contender);
  const theirs = samplesOf(measure, before, contender.name);
  if (ours.length === 0 || theirs.length === 0) return [];
  const yardsticks = [samplesOf(measure, after, 'bare'), samplesOf(measure, before, 'bare')] as const;
  const hasYardstick = contender.name !== 'bare' && yardsticks.every(({ length }) => length > 0);
  const change = hasYardstick
    ? ratioChangeEstimate({ samples: ours, yardstick: yardsticks[0] }, { samples: theirs, yardstick: yardsticks[1] })
    : ratioEstimate(ours, theirs, 'unpaired');
  return [
    {
      scenario: scenarioName(after),
      contender: contender.name,
      measure,
      oldMedian: median(theirs),
      newMedian: median(ours),
      difference: differenceEstimate(ours, theirs, 'unpaired'),
      change,
      basis: hasYardstick ? 'ratio to bare' : 'medians',
      verdict: verdict(change, 1),
    },
  ];
}

function samplesOf(measure: Measure, { contenders }: ScenarioResult, name: string): readonly number[] {
  const found = contenders.find((contender) => contender.name === name);
  return found === undefined ? [] : measure.samples(found);
}
