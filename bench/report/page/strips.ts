import { dot, plot, rect, ruleX, text } from '@observablehq/plot';
import type { SampleRow, StripChart } from '../charts/chart.ts';
import { contenderColor } from '../charts/contender-color.ts';
import { APPEARANCE, isNarrow, nameWidth } from './appearance.ts';
import { sampleAxis, sampleScale } from './sample-axis.ts';

const ROW = 46;
const NAME = 18;
// Of the golden section: successive dots lie far from each other, and always at the same places.
const GOLDEN = 0.618_034;

interface Dot {
  readonly contender: string;
  readonly value: number;
  readonly place: number;
  /** Where it stands in its row, from 0 to 1; it means nothing. */
  readonly height: number;
}

/** One row of dots for each contender, over its median and the interval of that. */
export function drawStrips({ axis, contenders, rows }: StripChart, width: number): Element {
  const names = rows.map(({ contender }) => contender);
  const narrow = isNarrow(width);
  const top = narrow ? NAME : 0;
  const fill = { value: ({ contender }: { contender: string }) => contenderColor(contender, contenders), scale: null };
  return plot({
    ...APPEARANCE,
    width,
    height: rows.length * (ROW + top) + 44,
    marginLeft: narrow ? 8 : nameWidth(names),
    marginRight: 14,
    marginTop: 4,
    marginBottom: 40,
    x: sampleScale(axis),
    y: { domain: narrow ? [1, -NAME / ROW] : [1, 0], axis: null },
    fy: { domain: names, label: null, axis: narrow ? null : 'left', padding: 0.06 },
    marks: [
      ...sampleAxis(axis, width),
      rect(rows, {
        fy: 'contender',
        x1: ({ median }: SampleRow) => median.low,
        x2: ({ median }: SampleRow) => median.high,
        y1: 0,
        y2: 1,
        fill,
        fillOpacity: 0.22,
      }),
      dot(rows.flatMap(dotsOf), {
        fy: 'contender',
        x: 'value',
        y: 'height',
        r: 2.6,
        fill,
        fillOpacity: 0.6,
        title: ({ contender, value, place }: Dot) => `${contender}, sample ${place + 1}: ${value.toFixed(3)}`,
      }),
      ruleX(rows, {
        fy: 'contender',
        x: ({ median }: SampleRow) => median.value,
        y1: 0,
        y2: 1,
        stroke: fill,
        strokeWidth: 2.5,
      }),
      ...(narrow ? [text(rows, { fy: 'contender', text: 'contender', frameAnchor: 'top-left', dy: 2 })] : []),
    ],
  });
}

function dotsOf({ contender, samples }: SampleRow): Dot[] {
  return samples.map((value, place) => ({ contender, value, place, height: 0.15 + 0.7 * ((place * GOLDEN) % 1) }));
}
