import type { ContenderResult } from '../../bench-result.ts';
import { medianEstimate } from '../../statistics/confidence-interval.ts';
import type { Measure } from '../measures.ts';
import type { Axis, CumulativeChart, SampleRow, StripChart } from './chart.ts';

// Beyond that dots hide each other, and a page of them is slow.
const MOST_DOTS = 500;
const LOGARITHMIC_SPREAD = 3;
const BYTES_PER_MB = 1024 ** 2;

/** Every sample of a measure: dots, or curves where there are too many for dots; nothing without samples. */
export function distributionChart(
  measure: Measure,
  contenders: readonly ContenderResult[],
): StripChart | CumulativeChart | undefined {
  const rows = contenders.flatMap((contender) => rowOf(measure, contender));
  if (rows.length === 0) return undefined;
  const most = Math.max(...rows.map(({ samples }) => samples.length));
  return {
    kind: most > MOST_DOTS ? 'cumulative' : 'strip',
    contenders: contenders.map(({ name }) => name),
    axis: axisOf(measure, rows),
    rows,
  };
}

function rowOf(measure: Measure, contender: ContenderResult): SampleRow[] {
  const samples = measure.all(contender);
  if (samples.length === 0) return [];
  const scale = measure.unit === 'bytes' ? BYTES_PER_MB : 1;
  const { value, low, high } = medianEstimate(measure.samples(contender));
  return [
    {
      contender: contender.name,
      samples: samples.map((sample) => sample / scale),
      median: { value: value / scale, low: low / scale, high: high / scale },
    },
  ];
}

function axisOf({ name, unit }: Measure, rows: readonly SampleRow[]): Axis {
  const label = `${name} in ${unit === 'bytes' ? 'MB' : 'ms'}`;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const { samples } of rows) {
    for (const sample of samples) [least, most] = [Math.min(least, sample), Math.max(most, sample)];
  }
  return { label, isLogarithmic: least > 0 && most / least > LOGARITHMIC_SPREAD, least, most };
}
