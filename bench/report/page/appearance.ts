import type { PlotOptions } from '@observablehq/plot';

/** What all charts have in common. */
export const APPEARANCE: PlotOptions = {
  style: { fontFamily: 'inherit', fontSize: '12px', overflow: 'visible' },
};

/** Names stand above their rows where there is little room. */
export function isNarrow(width: number): boolean {
  return width < 560;
}

/** Room for the longest of the names, in pixels. */
export function nameWidth(names: readonly string[]): number {
  return Math.min(200, 16 + 7.2 * Math.max(...names.map((name) => name.length)));
}
