import type { BenchResult, ContenderResult } from '../bench-result.ts';
import type { Machine } from '../machine.ts';
import { medianEstimate } from '../statistics/confidence-interval.ts';
import { median, summarize } from '../statistics/summary.ts';
import { megabytes, milliseconds, millisecondsWithInterval, ratio } from './figures.ts';
import * as measures from './measures.ts';
import { serviceSection, serviceTargetLines } from './service-section.ts';
import { formatTable } from './table.ts';
import { targetLines } from './targets.ts';

const YARDSTICKS = ['bare', 'aws-lambda-ric'];

/** What a person reads at the end of a run. */
export function textReport(result: BenchResult): string {
  const absent = result.absent.map(({ name, reason }) => `${name}: ${reason}`);
  const sections = [
    coldSection(result),
    warmSection(result),
    serviceSection(result.service),
    list('Targets', [...targetLines(result), ...serviceTargetLines(result.service)]),
    list('Machine', [machineLine(result.machine)]),
    list('Not measured', absent),
    list('Read with care', result.warnings),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function coldSection({ workload, contenders }: BenchResult): string {
  const starts = contenders[0]?.coldStarts.length ?? 0;
  if (starts === 0) return '';
  const yardsticks = presentYardsticks(contenders);
  const titles = ['', 'init p50 [95 %]', 'p90', 'first invocation p50', 'sum p50', 'peak RSS'];
  const rows = contenders.map((contender) => [
    contender.name,
    ...spread(contender, measures.INIT),
    milliseconds(median(measures.FIRST_INVOCATION.samples(contender))),
    milliseconds(median(measures.COLD_SUM.samples(contender))),
    megabytes(median(measures.PEAK_RSS.samples(contender))),
    ...ratios(contender, measures.INIT, yardsticks),
  ]);
  const title = `Cold starts of ${workload.name} in ms, ${starts} of each contender`;
  return `${title}\n${formatTable([...titles, ...ratioTitles('init', yardsticks)], rows)}`;
}

function warmSection({ workload, contenders }: BenchResult): string {
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
  const title = `Warm invocations of ${workload.name} in ms, ${count}`;
  return `${title}\n${formatTable([...titles, ...ratioTitles('response', yardsticks)], rows)}`;
}

function spread(contender: ContenderResult, measure: measures.Measure): string[] {
  const p90 = summarize(measure.all(contender)).p90;
  return [millisecondsWithInterval(medianEstimate(measure.samples(contender))), milliseconds(p90)];
}

function presentYardsticks(contenders: readonly ContenderResult[]): ContenderResult[] {
  return contenders.filter(({ name }) => YARDSTICKS.includes(name));
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

function machineLine({ cpu, cores, memoryBytes, kernel, architecture, nodeVersion, loadBefore }: Machine): string {
  const memory = `${Math.round(memoryBytes / 1024 ** 3)} GB`;
  const load = `load before ${loadBefore.toFixed(2)}`;
  return `${cpu}, ${cores} cores, ${memory}, Linux ${kernel} ${architecture}, Node.js ${nodeVersion}, ${load}`;
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
