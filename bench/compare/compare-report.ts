import { change, difference, withoutUnit } from '../report/figures.ts';
import { formatTable } from '../report/table.ts';
import type { ComparedFigure } from './comparison.ts';

const TITLES = ['', 'old', 'new', 'new − old [95 %]', 'change [95 %]', 'verdict', 'by'];

/** The tables of a comparison, one for each scenario, and how to read them. */
export function compareReport(figures: readonly ComparedFigure[]): string {
  const byScenario = Map.groupBy(figures, ({ scenario }) => scenario);
  const tables = [...byScenario].map(([scenario, each]) => `${scenario}\n${formatTable(TITLES, each.map(rowOf))}`);
  return [...tables, HOW_TO_READ].join('\n');
}

/** `snapboot init, an empty handler, warm-cache: +7.2 % [5.6 %, 8.9 %]`. */
export function figureLine({ contender, measure, scenario, change: changed }: ComparedFigure): string {
  return `${contender} ${measure.name}, ${scenario}: ${change(changed)}`;
}

const HOW_TO_READ = `Medians in ms, peak RSS in MB. A change whose interval spans zero is no difference.
Two runs differ by the mood of the machine: where bare is in both, the change is that of the ratio to the bare of the
same run ("ratio to bare"), else that of the medians, which is less sure.
`;

function rowOf(figure: ComparedFigure): string[] {
  const { contender, measure, oldMedian, newMedian, basis } = figure;
  return [
    `${contender}  ${measure.name}`,
    withoutUnit(oldMedian, measure.unit),
    withoutUnit(newMedian, measure.unit),
    difference(figure.difference, measure.unit),
    change(figure.change),
    word(figure),
    basis,
  ];
}

function word({ verdict, measure }: ComparedFigure): string {
  if (verdict === 'no difference') return verdict;
  if (measure.unit === 'bytes') return verdict === 'higher' ? 'larger' : 'smaller';
  return verdict === 'higher' ? 'slower' : 'faster';
}
