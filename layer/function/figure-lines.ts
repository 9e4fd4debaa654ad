import type { ModeFigures } from './function-manifest.ts';
import { sumMs } from './function-trials.ts';

const WIDTH = 'image primed, 10240 MB'.length;

/** A table of what starts have taken, line by line; none where nothing was measured. */
export function figureLines(figures: readonly ModeFigures[]): string[] {
  if (figures.length === 0) return [];
  const rows = figures.map(({ mode, memoryMb, initMs, firstInvocationMs }) => {
    const cells = [initMs, firstInvocationMs, sumMs({ initMs, firstInvocationMs })].map((ms) =>
      ms.toFixed(1).padStart(18),
    );
    return `${`${mode}, ${memoryMb} MB`.padEnd(WIDTH)}${cells.join('')}`;
  });
  const titles = ['init', 'first invocation', 'sum'].map((title) => title.padStart(18)).join('');
  return [`${'medians in ms'.padEnd(WIDTH)}${titles}`, ...rows];
}
