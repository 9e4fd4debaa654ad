import type { ContenderResult } from '../../bench-result.ts';
import type { TracedStart } from '../../phases.ts';
import { median } from '../../statistics/summary.ts';
import { milliseconds } from '../figures.ts';
import { COLD_SUM, coldSumMs, INIT } from '../measures.ts';
import type { ContenderStep, StepName, WaterfallChart } from './chart.ts';

/** Where a step ends, in milliseconds since the spawn; it begins where the one before ends. */
type Boundary = readonly [step: StepName, endMs: number];

/** Medians of what each start consists of; nothing without cold starts. */
export function waterfallChart(all: readonly ContenderResult[]): WaterfallChart | undefined {
  const contenders = all.filter(({ coldStarts }) => coldStarts.length > 0);
  if (contenders.length === 0) return undefined;
  return {
    kind: 'waterfall',
    contenders: contenders.map(({ name }) => name),
    steps: contenders.flatMap(stepsOf),
    responses: contenders.map((contender) => {
      const ms = median(COLD_SUM.samples(contender));
      return { contender: contender.name, ms, text: `${milliseconds(ms)} ms` };
    }),
  };
}

// Medians of the moments, not of the steps: so the bars end where the table says.
function stepsOf(contender: ContenderResult): ContenderStep[] {
  const { name, coldStarts, phases } = contender;
  const initMs = median(INIT.samples(contender));
  const nextMs = median(coldStarts.map((sample) => coldSumMs(sample) + sample.responseToNextMs));
  const boundaries: Boundary[] = [
    ...(phases.length === 0 ? [['init', initMs] as const] : initBoundaries(phases, initMs)),
    ['response', median(COLD_SUM.samples(contender))],
    ['next', nextMs],
  ];
  return boundaries.map(([step, toMs], place) => {
    const [, fromMs] = boundaries[place - 1] ?? ['', 0];
    return { contender: name, step, fromMs, toMs };
  });
}

// The phases are of other starts than the rest, in another mood of the machine: their shares of init count.
function initBoundaries(phases: readonly TracedStart[], initMs: number): Boundary[] {
  const moment = (read: (start: TracedStart) => number) =>
    initMs * median(phases.map((start) => read(start) / start.nextMs));
  return [
    ['process', moment(({ v8Ms }) => v8Ms)],
    ['node', moment(({ nodeMs }) => nodeMs)],
    ['runtime', moment(({ runtimeMs }) => runtimeMs)],
    ['handler', moment(({ handlerMs }) => handlerMs)],
    ['ask', initMs],
  ];
}
