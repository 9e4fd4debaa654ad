import type { ContenderResult } from '../../bench-result.ts';
import type { StorageUse } from '../../conditions/condition.ts';
import { coldSumMs } from '../measures.ts';
import type { ScatterChart } from './chart.ts';

const BYTES_PER_MB = 1024 ** 2;

/** How much was read at a start that took so long. */
type Point = ScatterChart['points'][number];

/** What the starts have read beside how long they took, by requests and by size; none where that was not counted. */
export function storageCharts(contenders: readonly ContenderResult[]): ScatterChart[] {
  return [
    scatter('reads', contenders, ({ requests }) => requests),
    scatter('MB read', contenders, ({ bytes }) => bytes / BYTES_PER_MB),
  ].filter(({ points }) => points.length > 0);
}

function scatter(
  label: string,
  contenders: readonly ContenderResult[],
  readOf: (use: StorageUse) => number | undefined,
): ScatterChart {
  const points = contenders.flatMap(({ name, coldStarts }) =>
    coldStarts.flatMap((sample): Point[] => {
      const read = sample.storage && readOf(sample.storage);
      return read === undefined ? [] : [{ contender: name, ms: coldSumMs(sample), read }];
    }),
  );
  return { kind: 'scatter', contenders: contenders.map(({ name }) => name), label, points };
}
