import { axisY, dot, gridY, line, plot } from '@observablehq/plot';
import { quantile, sortSamples } from '../../statistics/summary.ts';
import type { CumulativeChart, SampleRow } from '../charts/chart.ts';
import { contenderColor } from '../charts/contender-color.ts';
import { APPEARANCE } from './appearance.ts';
import { sampleAxis, sampleScale } from './sample-axis.ts';

const HEIGHT = 280;
const SHARES = [0, 0.25, 0.5, 0.75, 0.9, 1];
const MARKED = [0.5, 0.9, 0.99];

interface Point {
  readonly contender: string;
  readonly value: number;
  /** Of the samples that are at most this value. */
  readonly share: number;
}

/** One curve for each contender that rises by a step at each sample. */
export function drawCurves({ axis, contenders, rows }: CumulativeChart, width: number): Element {
  const marked = rows.flatMap(markedPoints);
  const color = ({ contender }: { contender: string }) => contenderColor(contender, contenders);
  return plot({
    ...APPEARANCE,
    width,
    height: HEIGHT,
    marginLeft: 40,
    marginRight: 14,
    marginTop: 12,
    marginBottom: 40,
    x: sampleScale(axis),
    y: { domain: [0, 1] },
    marks: [
      ...sampleAxis(axis, width),
      gridY(SHARES),
      axisY(SHARES, { label: null, tickFormat: (share: number) => `${100 * share} %` }),
      line(rows.flatMap(curvePoints), {
        x: 'value',
        y: 'share',
        z: 'contender',
        stroke: { value: color, scale: null },
        strokeWidth: 2,
        curve: 'step-after',
      }),
      dot(marked, {
        x: 'value',
        y: 'share',
        r: 3.5,
        fill: { value: color, scale: null },
        title: ({ contender, share, value }: Point) => `${contender}, p${100 * share}: ${value.toFixed(3)}`,
      }),
    ],
  });
}

function curvePoints({ contender, samples }: SampleRow): Point[] {
  const sorted = sortSamples(samples);
  return Array.from(sorted, (value, place) => ({ contender, value, share: (place + 1) / sorted.length }));
}

function markedPoints({ contender, samples }: SampleRow): Point[] {
  const sorted = sortSamples(samples);
  return MARKED.map((share) => ({ contender, share, value: quantile(sorted, share) }));
}
