import type { ModeFigures, TrialMode } from './function-manifest.ts';
import { sumMs } from './function-trials.ts';

/** Without or with the compiled code of Node.js's own modules: a smaller snapshot, or a faster use of those. */
export type SnapshotMode = Extract<TrialMode, `snapshot${string}`>;

/**
 * The snapshot that is faster than the function without one, with every size of memory that was measured, by init and
 * first invocation together; of two, the one whose sums come to less. Undefined where there is none.
 *
 * @param evenIfSlower takes the faster of two that are slower, too
 */
export function fastestSnapshot(figures: readonly ModeFigures[], evenIfSlower = false): SnapshotMode | undefined {
  const modes = [...new Set(figures.map(({ mode }) => mode))];
  const others = figures.filter(({ mode }) => !isSnapshot(mode));
  const winning = modes
    .filter(isSnapshot)
    .filter((mode) => evenIfSlower || figuresOf(mode, figures).every((own) => beats(own, others)));
  return winning.toSorted((one, other) => total(figuresOf(one, figures)) - total(figuresOf(other, figures)))[0];
}

function isSnapshot(mode: TrialMode): mode is SnapshotMode {
  return mode.startsWith('snapshot');
}

function figuresOf(mode: TrialMode, figures: readonly ModeFigures[]): readonly ModeFigures[] {
  return figures.filter((each) => each.mode === mode);
}

function beats(own: ModeFigures, others: readonly ModeFigures[]): boolean {
  return others.filter(({ memoryMb }) => memoryMb === own.memoryMb).every((other) => sumMs(own) < sumMs(other));
}

function total(figures: readonly ModeFigures[]): number {
  return figures.reduce((sum, each) => sum + sumMs(each), 0);
}
