import type { FunctionFigures } from './function-figures.ts';

/** What the service answers to `GET /metrics.json?summary=functions`. */
export interface FunctionsSummary {
  /** The names of functions: of all, or the one that was asked for. */
  readonly functions: readonly string[];
  readonly periodSeconds: number;
  readonly figures: readonly FunctionFigures[];
}

type Column = readonly [title: string, cell: (figures: FunctionFigures) => string];

const NONE = '–';
const TIME: Column = ['TIME', ({ time }) => new Date(time).toISOString().slice(11, 19)];
const COLUMNS: readonly Column[] = [
  ['FUNCTION', ({ functionName }) => functionName],
  ['INVOCATIONS', ({ invocations = 0 }) => String(invocations)],
  ['ERRORS', ({ errors = 0 }) => String(errors)],
  ['THROTTLES', ({ throttles = 0 }) => String(throttles)],
  ['P50', ({ durationP50 }) => duration(durationP50)],
  ['P99', ({ durationP99 }) => duration(durationP99)],
  ['INIT P50', ({ initP50 }) => duration(initP50)],
  ['CONCURRENCY', ({ concurrency }) => String(concurrency ?? NONE)],
];

/**
 * A table with a line for each function, or for each of its periods.
 *
 * @param withTimes whether there are periods; in UTC
 */
export function metricsTable({ functions, figures }: FunctionsSummary, withTimes: boolean): string {
  const [name, ...numbers] = COLUMNS;
  const columns = name === undefined || !withTimes ? COLUMNS : [name, TIME, ...numbers];
  const rows = functions.flatMap((functionName) => {
    const own = figures.filter((each) => each.functionName === functionName);
    return own.length > 0 || withTimes ? own : [{ functionName, time: 0 }];
  });
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, index) => aligned(cell, index, widths[index] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Names to the left, numbers to the right. */
function aligned(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** @param ms milliseconds */
function duration(ms: number | undefined): string {
  if (ms === undefined) return NONE;
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}
