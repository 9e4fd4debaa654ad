import type { ColdInvocations, IdleCost, ServiceResult, WarmInvocations } from '../service/service-result.ts';
import { differenceEstimate, type Estimate, medianEstimate, verdict } from '../statistics/confidence-interval.ts';
import { summarize } from '../statistics/summary.ts';
import { milliseconds, millisecondsWithInterval } from './figures.ts';
import { formatTable } from './table.ts';

interface Row {
  readonly name: string;
  readonly samples: readonly number[];
  /** What the median may be above the first row's. */
  readonly limitMs?: number;
}

const COLD_LIMIT_MS = 10;
const WARM_LIMIT_MS = 1.5;
const FROZEN_LIMIT_MS = 3;
const CHANGE_LIMIT_MS = 100;
const LEAST_PER_SECOND = 2000;
const IDLE_BYTES = 300 * 2 ** 20;
const IDLE_SHARE = 0.02;

/** Rows of text, with a name in the first column. */
export interface ServiceTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What the local service adds, in tables; empty when it was not measured. */
export function serviceSection(result: ServiceResult | undefined): string {
  if (result === undefined) return '';
  const tables = serviceTables(result).map(({ title, columns, rows }) => `${title}\n${formatTable(columns, rows)}\n`);
  return `${tables.join('')}Changes and load\n${serviceLines(result)
    .map((line) => `  ${line}\n`)
    .join('')}`;
}

/** Invocations through the service beside those without it. */
export function serviceTables({ memoryMb, cold, warm }: ServiceResult): ServiceTable[] {
  return [
    table(`Cold invocations through the local service in ms, ${memoryMb} MB`, coldRows(cold)),
    table('Warm invocations through the local service in ms, medians of blocks', warmRows(warm)),
  ];
}

/** Changes of files, and load, one line each. */
export function serviceLines({ changesMs, fleet, throughput }: ServiceResult): string[] {
  const { environments, answered, tookMs, idle } = fleet;
  const { runningPerSecond, frozenPerSecond } = throughput;
  return [
    `a file changed → first answer of the new code: ${millisecondsWithInterval(medianEstimate(changesMs))} ms`,
    `${environments} environments at once: ${answered} answered in ${(tookMs / 1000).toFixed(1)} s`,
    `${idle.functions} functions deployed, ${idle.environments} environments idle: the service itself ${idleCost(idle)}`,
    `${throughput.environments} environments, invocations a second: ${perSecond(runningPerSecond)}, with freezing ${perSecond(frozenPerSecond)}`,
  ];
}

/** What the service is to reach, one line each, and whether it does. */
export function serviceTargetLines(result: ServiceResult | undefined): string[] {
  if (result === undefined) return [];
  const { cold, warm, changesMs, fleet, throughput } = result;
  return [
    ...[coldRows(cold), warmRows(warm)].flatMap((rows) => rows.flatMap((row) => limitLine(row, rows))),
    changeLine(medianEstimate(changesMs)),
    `${fleet.environments} environments at once, all answered: ${fleet.answered === fleet.environments ? 'met' : 'missed'}`,
    idleLine(fleet.idle),
    throughputLine(throughput.runningPerSecond),
  ];
}

function coldRows({ bareMs, preparedMs, unpreparedMs }: ColdInvocations): readonly Row[] {
  return [
    { name: 'cold without a service', samples: bareMs },
    { name: 'cold through the SDK', samples: preparedMs, limitMs: COLD_LIMIT_MS },
    { name: 'cold through the SDK, nothing prepared', samples: unpreparedMs },
  ];
}

function warmRows({ bareMs, runningMs, frozenMs }: WarmInvocations): readonly Row[] {
  return [
    { name: 'warm, bare loop', samples: bareMs },
    { name: 'warm through the SDK, not frozen', samples: runningMs, limitMs: WARM_LIMIT_MS },
    { name: 'warm through the SDK, frozen in between', samples: frozenMs, limitMs: FROZEN_LIMIT_MS },
  ];
}

function table(title: string, rows: readonly Row[]): ServiceTable {
  const lines = rows.map((row) => {
    const { p90 } = summarize(row.samples);
    const above = row === rows[0] ? '' : millisecondsWithInterval(aboveFirst(row, rows));
    return [row.name, millisecondsWithInterval(medianEstimate(row.samples)), milliseconds(p90), above];
  });
  return { title, columns: ['', 'p50 [95 %]', 'p90', 'above the first'], rows: lines };
}

function limitLine(row: Row, rows: readonly Row[]): string[] {
  const { name, limitMs } = row;
  if (limitMs === undefined) return [];
  const above = aboveFirst(row, rows);
  const text = `${name} − ${rows[0]?.name} = ${millisecondsWithInterval(above)} ms, limit ${limitMs}`;
  return [`${text}: ${judge(above, limitMs)}`];
}

function aboveFirst({ samples }: Row, rows: readonly Row[]): Estimate {
  return differenceEstimate(samples, rows[0]?.samples ?? [], 'paired');
}

function judge(measured: Estimate, limit: number): string {
  const found = verdict(measured, limit);
  if (found === 'lower') return 'met';
  return found === 'higher' ? 'missed' : 'undecided, the interval spans the limit: more --runs, a quieter machine';
}

function changeLine(measured: Estimate): string {
  const found = judge(measured, CHANGE_LIMIT_MS);
  return `a file changed → first answer = ${millisecondsWithInterval(measured)} ms, limit ${CHANGE_LIMIT_MS}: ${found}`;
}

function idleLine(idle: IdleCost): string {
  const reached = idle.rssBytes < IDLE_BYTES && idle.processorShare < IDLE_SHARE ? 'met' : 'missed';
  return `idle with ${idle.environments} environments = ${idleCost(idle)}, limits 300 MB and 2 %: ${reached}`;
}

function idleCost({ rssBytes, processorShare }: IdleCost): string {
  return `${(rssBytes / 2 ** 20).toFixed(0)} MB, ${(100 * processorShare).toFixed(1)} % of a processor`;
}

function throughputLine(windows: readonly number[]): string {
  const measured = medianEstimate(windows);
  const reached = measured.value >= LEAST_PER_SECOND ? 'met' : 'missed';
  return `warm invocations a second = ${perSecond(windows)}, at least ${LEAST_PER_SECOND}: ${reached}`;
}

function perSecond(windows: readonly number[]): string {
  const { value, low, high } = medianEstimate(windows);
  return `${value.toFixed(0)} [${low.toFixed(0)}, ${high.toFixed(0)}]`;
}
