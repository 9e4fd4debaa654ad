import { axisX, gridX, type Markish, type ScaleOptions } from '@observablehq/plot';
import type { Axis } from '../charts/chart.ts';

const PIXELS_PER_LABEL = 110;

/** The scale of an axis with samples on it. */
export function sampleScale({ isLogarithmic, least, most }: Axis): ScaleOptions {
  if (!isLogarithmic) return { type: 'linear', nice: true };
  return { type: 'log', domain: [least * 0.95, most * 1.05] };
}

/** The marks of such an axis: a logarithmic one has labels at 1, 2, 5, 10 and so on. */
export function sampleAxis(axis: Axis, width: number): Markish[] {
  const { label, isLogarithmic } = axis;
  if (!isLogarithmic) return [gridX(), axisX({ label, ticks: Math.max(3, width / PIXELS_PER_LABEL) })];
  const ticks = logarithmicTicks(axis, width);
  return [gridX(ticks), axisX(ticks, { label, text: (value: number) => String(value) })];
}

function logarithmicTicks({ least, most }: Axis, width: number): number[] {
  const first = Math.floor(Math.log10(least));
  const decades = Array.from({ length: Math.ceil(Math.log10(most)) - first + 1 }, (_, place) => first + place);
  const steps = stepsOf(Math.log10(most / least) / width);
  const ticks = decades.flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)));
  return ticks.filter((tick) => tick >= least * 0.95 && tick <= most * 1.05);
}

// The closest labels need about 40 pixels.
function stepsOf(decadesPerPixel: number): readonly number[] {
  const fits = (ratio: number) => Math.log10(ratio) / decadesPerPixel > 40;
  if (fits(5 / 4)) return [1, 1.5, 2, 3, 4, 5, 6, 8];
  return fits(2) ? [1, 2, 5] : [1];
}
