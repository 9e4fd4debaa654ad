import { axisX, dot, plot } from '@observablehq/plot';
import type { ScatterChart } from '../charts/chart.ts';
import { contenderColor } from '../charts/contender-color.ts';
import { APPEARANCE } from './appearance.ts';

type Point = ScatterChart['points'][number];

/** How much each start has read, and how long it took. */
export function drawScatter({ contenders, label, points }: ScatterChart, width: number): Element {
  const color = ({ contender }: Point) => contenderColor(contender, contenders);
  return plot({
    ...APPEARANCE,
    width,
    height: 280,
    marginLeft: 44,
    marginRight: 14,
    marginTop: 24,
    marginBottom: 40,
    x: { grid: true, nice: true },
    y: { grid: true, zero: true, nice: true, label: 'ms until the first response' },
    marks: [
      axisX({ label, ticks: Math.max(3, width / 110) }),
      dot(points, {
        x: 'read',
        y: 'ms',
        r: 3,
        fill: { value: color, scale: null },
        fillOpacity: 0.6,
        title: ({ contender, read, ms }: Point) =>
          `${contender}: ${Number(read.toFixed(1))} ${label}, ${ms.toFixed(1)} ms`,
      }),
    ],
  });
}
