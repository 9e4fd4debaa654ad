import type { ContenderResult, ScenarioResult } from '../bench-result.ts';
import { medianEstimate } from '../statistics/confidence-interval.ts';
import { median, summarize } from '../statistics/summary.ts';
import { megabytes, milliseconds, millisecondsWithInterval } from './figures.ts';
import * as measures from './measures.ts';
import { formatTable } from './table.ts';
import { presentYardsticks, ratiosTo, ratioTitles } from './yardsticks.ts';

const PARTS = [measures.INIT, measures.FIRST_INVOCATION, measures.COLD_SUM, measures.SECOND_INVOCATION];

/** Two tables of the cold starts of a scenario, medians and tails; nothing where there were none. */
export function coldSection({ workload, condition, details, contenders: all }: ScenarioResult): string {
  const contenders = all.filter(({ coldStarts }) => coldStarts.length > 0);
  const starts = contenders[0]?.coldStarts.length ?? 0;
  if (starts === 0) return '';
  const where = `${workload.name}, ${[condition, ...details].join(', ')}`;
  return `Cold starts in ms, ${starts} of each contender: ${where}\n${medians(contenders)}\n${tails(contenders)}`;
}

function medians(contenders: readonly ContenderResult[]): string {
  const isStored = contenders.some(({ coldStarts }) => coldStarts.some(({ storage }) => storage));
  const titles = ['p50 [95 %]', ...PARTS.map(({ name }) => name), 'peak RSS', ...(isStored ? ['reads', 'read'] : [])];
  const rows = contenders.map((contender) => [
    contender.name,
    ...PARTS.map((measure) => millisecondsWithInterval(medianEstimate(measure.samples(contender)))),
    megabytes(median(measures.PEAK_RSS.samples(contender))),
    ...(isStored ? storageCells(contender) : []),
  ]);
  return formatTable(titles, rows);
}

function storageCells({ coldStarts }: ContenderResult): string[] {
  const uses = coldStarts.flatMap(({ storage }) => storage ?? []);
  if (uses.length === 0) return ['', ''];
  const requests = uses.flatMap((use) => use.requests ?? []);
  const reads = requests.length === 0 ? '' : median(requests).toFixed(0);
  return [reads, megabytes(median(uses.map(({ bytes }) => bytes)))];
}

function tails(contenders: readonly ContenderResult[]): string {
  const yardsticks = presentYardsticks(contenders);
  const titles = ['p90 / p99', ...PARTS.map(({ name }) => name), ...ratioTitles(measures.COLD_SUM, yardsticks)];
  const rows = contenders.map((contender) => [
    contender.name,
    ...PARTS.map((measure) => tail(measure, contender)),
    ...ratiosTo(yardsticks, contender, measures.COLD_SUM),
  ]);
  return formatTable(titles, rows);
}

function tail(measure: measures.Measure, contender: ContenderResult): string {
  const { p90, p99 } = summarize(measure.all(contender));
  return `${milliseconds(p90)} / ${milliseconds(p99)}`;
}
