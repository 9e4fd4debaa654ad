import type { ContenderResult, ScenarioResult } from '../bench-result.ts';
import { medianEstimate } from '../statistics/confidence-interval.ts';
import { summarize } from '../statistics/summary.ts';
import { milliseconds, millisecondsWithInterval } from './figures.ts';
import { type Measure, WARM, WARM_ROUND_TRIP } from './measures.ts';
import { formatTable } from './table.ts';
import { presentYardsticks, ratiosTo, ratioTitles } from './yardsticks.ts';

/** A table of the invocations of running functions; nothing where there were none. */
export function warmSection({ workload, condition, contenders: all }: ScenarioResult): string {
  const contenders = all.filter(({ warmBlocks }) => warmBlocks.length > 0);
  const blocks = contenders[0]?.warmBlocks ?? [];
  if (blocks.length === 0) return '';
  const yardsticks = presentYardsticks(contenders);
  const titles = ['', 'event → response p50 [95 %]', 'p90', 'p99', 'event → next p50 [95 %]', 'p90', 'p99'];
  const rows = contenders.map((contender) => [
    contender.name,
    ...spread(contender, WARM),
    ...spread(contender, WARM_ROUND_TRIP),
    ...ratiosTo(yardsticks, contender, WARM),
  ]);
  const count = `${blocks.length} blocks of ${blocks[0]?.eventToResponseMs.length} for each contender`;
  const title = `Warm invocations in ms, ${count}: ${workload.name}, ${condition}`;
  return `${title}\n${formatTable([...titles, ...ratioTitles(WARM, yardsticks)], rows)}`;
}

function spread(contender: ContenderResult, measure: Measure): string[] {
  const { p90, p99 } = summarize(measure.all(contender));
  return [millisecondsWithInterval(medianEstimate(measure.samples(contender))), ...[p90, p99].map(milliseconds)];
}
