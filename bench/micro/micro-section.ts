import { formatTable } from '../report/table.ts';
import type { MicroFigure } from './micro-benchmarks.ts';

/** The table of the hot paths; nothing where they were not measured. */
export function microSection(figures: readonly MicroFigure[] | undefined): string {
  if (figures === undefined) return '';
  const { titles, rows } = microTable(figures);
  return formatTable(titles, rows);
}

/** The same as titles and rows, for other forms of a table. */
export function microTable(figures: readonly MicroFigure[]): {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const titles = ['Hot paths of the runtime', 'calls/s', '±', 'p50', 'p99'];
  const rows = figures.map(({ path, name, callsPerSecond, marginPercent, p50Ns, p99Ns }) => [
    `${path}: ${name}`,
    Math.round(callsPerSecond).toLocaleString('en'),
    `${marginPercent.toFixed(2)} %`,
    duration(p50Ns),
    duration(p99Ns),
  ]);
  return { titles, rows };
}

function duration(nanoseconds: number): string {
  return nanoseconds < 10_000 ? `${nanoseconds.toFixed(0)} ns` : `${(nanoseconds / 1000).toFixed(1)} µs`;
}
