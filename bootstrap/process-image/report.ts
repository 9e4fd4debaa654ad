import { writeFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import type { Finding } from './findings.ts';
import type { LoopCounts, NativeClock } from './wake/clock.ts';

/** A variable that loading has read, and what it has found: null where there was none. */
export type VariableRead = readonly [name: string, value: string | null];

/** What the build learns of an image that is about to be taken, or cannot be. */
export interface ImageReport {
  /** What ended it; the process ends after it. */
  readonly fault?: { readonly text: string; readonly stack?: string };
  readonly findings: readonly Finding[];
  readonly variables: readonly VariableRead[];
  /** Native addons, absolute. */
  readonly addons: readonly string[];
  /** All files that were loaded as modules, absolute. */
  readonly modules: readonly string[];
  /**
   * The last values of `Math.random()` in the order in which they were drawn, each the bytes of a double as they lie in
   * memory: V8 keeps what it has drawn ahead, and hands it out from the end.
   */
  readonly lastRandom?: readonly string[];
  /** The bytes of the first value of `Math.random()` in a new context of `node:vm`, whose seed was drawn last of all. */
  readonly contextRandom?: string;
  readonly clock?: NativeClock;
  readonly loop?: LoopCounts;
  readonly nodeVersion: string;
}

/** Draws what identifies V8's stores of random numbers, and the generator behind them. Nothing may draw after it. */
export function drawLastRandom(): Required<Pick<ImageReport, 'lastRandom' | 'contextRandom'>> {
  return {
    lastRandom: [bytesOf(Math.random())],
    contextRandom: bytesOf(runInNewContext('Math.random()') as number),
  };
}

function bytesOf(value: number): string {
  const bytes = Buffer.alloc(Float64Array.BYTES_PER_ELEMENT);
  bytes.writeDoubleLE(value);
  return bytes.toString('hex');
}

export function writeReport(file: string, report: ImageReport): void {
  writeFileSync(file, JSON.stringify(report));
}
