import type { BenchResult, ContenderResult, ScenarioResult } from '../bench-result.ts';
import { microSection } from '../micro/micro-section.ts';
import { medianEstimate } from '../statistics/confidence-interval.ts';
import { median, summarize } from '../statistics/summary.ts';
import { megabytes, milliseconds, millisecondsWithInterval, ratio } from './figures.ts';
import * as measures from './measures.ts';
import { failureLines, machineLine, notMeasuredLines } from './run-lines.ts';
import { serviceSection, serviceTargetLines } from './service-section.ts';
import { formatTable } from './table.ts';
import { targetLines } from './targets.ts';
import { presentYardsticks } from './yardsticks.ts';

/** What a person reads at the end of a run. */
export function textReport(result: BenchResult): string {
  const { scenarios, service, micro, machine, warnings } = result;
  const sections = [
    ...scenarios.flatMap((scenario) => [coldSection(scenario), warmSection(scenario)]),
    serviceSection(service),
    microSection(micro),
    list('Targets', [...scenarios.flatMap(targetLines), ...serviceTargetLines(service)]),
    list('Machine', [machineLine(machine)]),
    list('Failed', scenarios.flatMap(failureLines)),
    list('Not measured', notMeasuredLines(result)),
    list('Read with care', warnings),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function coldSection({ workload, condition, details, contenders: all }: ScenarioResult): string {
  const contenders = all.filter(({ coldStarts }) => coldStarts.length > 0);
  const starts = contenders[0]?.coldStarts.length ?? 0;
  if (starts === 0) return '';
  const yardsticks = presentYardsticks(contenders);
  const stored = contenders.some(({ coldStarts }) => coldStarts.some(({ storage }) => storage));
  const titles = ['', 'init p50 [95 %]', 'p90', 'p99', 'first invocation', 'sum', 'warm', 'peak RSS'];
  const rows = contenders.map((contender) => [
    contender.name,
    ...spread(contender, measures.INIT),
    milliseconds(summarize(measures.INIT.all(contender)).p99),
    ...[measures.FIRST_INVOCATION, measures.COLD_SUM, measures.SECOND_INVOCATION].map((measure) =>
      milliseconds(median(measure.samples(contender))),
    ),
    megabytes(median(measures.PEAK_RSS.samples(contender))),
    ...(stored ? storageCells(contender) : []),
    ...ratios(contender, measures.COLD_SUM, yardsticks),
  ]);
  const title = `Cold starts of ${workload.name} in ms, ${[condition, ...details].join(', ')}, ${starts} of each contender`;
  const storageTitles = stored ? ['reads', 'read'] : [];
  return `${title}\n${formatTable([...titles, ...storageTitles, ...ratioTitles('sum', yardsticks)], rows)}`;
}

function storageCells({ coldStarts }: ContenderResult): string[] {
  const uses = coldStarts.flatMap(({ storage }) => storage ?? []);
  if (uses.length === 0) return ['', ''];
  const requests = uses.flatMap((use) => use.requests ?? []);
  const reads = requests.length === 0 ? '' : median(requests).toFixed(0);
  return [reads, megabytes(median(uses.map(({ bytes }) => bytes)))];
}

function warmSection({ workload, condition, contenders: all }: ScenarioResult): string {
  const contenders = all.filter(({ warmBlocks }) => warmBlocks.length > 0);
  const blocks = contenders[0]?.warmBlocks ?? [];
  if (blocks.length === 0) return '';
  const yardsticks = presentYardsticks(contenders);
  const titles = ['', 'event → response p50 [95 %]', 'p90', 'event → next p50 [95 %]', 'p90'];
  const rows = contenders.map((contender) => [
    contender.name,
    ...spread(contender, measures.WARM),
    ...spread(contender, measures.WARM_ROUND_TRIP),
    ...ratios(contender, measures.WARM, yardsticks),
  ]);
  const count = `${blocks.length} blocks of ${blocks[0]?.eventToResponseMs.length} for each contender`;
  const title = `Warm invocations of ${workload.name} in ms, ${condition}, ${count}`;
  return `${title}\n${formatTable([...titles, ...ratioTitles('response', yardsticks)], rows)}`;
}

function spread(contender: ContenderResult, measure: measures.Measure): string[] {
  const p90 = summarize(measure.all(contender)).p90;
  return [millisecondsWithInterval(medianEstimate(measure.samples(contender))), milliseconds(p90)];
}

function ratioTitles(what: string, yardsticks: readonly ContenderResult[]): string[] {
  return yardsticks.map(({ name }) => `${what} / ${name}`);
}

function ratios(
  contender: ContenderResult,
  measure: measures.Measure,
  yardsticks: readonly ContenderResult[],
): string[] {
  return yardsticks.map((yardstick) => {
    const compared = yardstick === contender ? undefined : measures.compare(measure, contender, yardstick);
    return compared === undefined ? '1' : ratio(compared);
  });
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
