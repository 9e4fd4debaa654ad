import { axisX, barX, plot, text } from '@observablehq/plot';
import type { ContenderStep, WaterfallChart } from '../charts/chart.ts';
import { STEPS } from '../charts/steps.ts';
import { APPEARANCE, isNarrow, nameWidth } from './appearance.ts';

const BAR = 26;
const LABEL_WIDTH = 76;
const FIGURE_WIDTH = 34;

/** One bar for each contender, and in it the steps of its start. */
export function drawWaterfall({ contenders, steps, responses }: WaterfallChart, width: number): Element {
  const narrow = isNarrow(width);
  const marginLeft = narrow ? 4 : nameWidth(contenders);
  const rowHeight = BAR + (narrow ? 30 : 14);
  const end = Math.max(...steps.map(({ toMs }) => toMs));
  const msPerPixel = end / (width - marginLeft - LABEL_WIDTH);
  const length = ({ fromMs, toMs }: ContenderStep) => toMs - fromMs;
  const row = { y: 'contender', insetTop: narrow ? 22 : 6, insetBottom: narrow ? 2 : 6 } as const;
  return plot({
    ...APPEARANCE,
    width,
    height: contenders.length * rowHeight + 44,
    marginLeft,
    marginRight: LABEL_WIDTH,
    marginTop: 4,
    marginBottom: 40,
    x: { domain: [0, end], grid: true },
    y: { domain: contenders, label: null, padding: 0, axis: narrow ? null : 'left', tickSize: 0 },
    marks: [
      axisX({ label: 'ms since the spawn', ticks: Math.max(3, width / 110) }),
      barX(steps, {
        ...row,
        x1: 'fromMs',
        x2: 'toMs',
        fill: ({ step }: ContenderStep) => `var(--step-${step})`,
        insetLeft: 0.5,
        insetRight: 0.5,
        title: (step: ContenderStep) => `${step.contender}, ${STEPS[step.step]}: ${length(step).toFixed(2)} ms`,
      }),
      text(
        steps.filter((step) => length(step) / msPerPixel > FIGURE_WIDTH),
        {
          x: ({ fromMs, toMs }: ContenderStep) => (fromMs + toMs) / 2,
          y: 'contender',
          dy: narrow ? 10 : 0,
          text: (step: ContenderStep) => length(step).toFixed(1),
          fill: 'white',
        },
      ),
      text(responses, {
        x: ({ contender }: { contender: string }) => endOf(contender, steps),
        y: 'contender',
        dx: 6,
        dy: narrow ? 10 : 0,
        text: 'text',
        textAnchor: 'start',
        fontWeight: 600,
      }),
      ...(narrow
        ? [text(contenders, { frameAnchor: 'left', y: (name: string) => name, dy: -13, textAnchor: 'start' })]
        : []),
    ],
  });
}

function endOf(contender: string, steps: readonly ContenderStep[]): number {
  return Math.max(...steps.filter((step) => step.contender === contender).map(({ toMs }) => toMs));
}
