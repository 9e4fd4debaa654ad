import type { CumulativeChart, StripChart } from '../charts/chart.ts';
import { drawCurves } from './curves.ts';
import { drawStrips } from './strips.ts';

/** Every sample of every contender. */
export function drawDistribution(chart: StripChart | CumulativeChart, width: number): Element {
  return chart.kind === 'strip' ? drawStrips(chart, width) : drawCurves(chart, width);
}
