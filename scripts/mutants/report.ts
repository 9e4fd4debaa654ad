import { type Mutant, shownDifference } from './mutant.ts';
import type { TrialOutcome } from './trial.ts';

/** A mutant, and what became of it. */
export interface Trial {
  readonly mutant: Mutant;
  readonly outcome: TrialOutcome;
}

/** How many of the mutants that say something were caught. */
export interface Share {
  readonly caught: number;
  readonly survived: number;
  readonly invalid: number;
  /** Of those that are not invalid. */
  readonly percent: number;
  /** Where the percentage of all mutants lies with a probability of 95 %. */
  readonly interval: readonly [low: number, high: number];
}

export function shareCaught(trials: readonly Trial[]): Share {
  const count = (state: TrialOutcome['state']) => trials.filter(({ outcome }) => outcome.state === state).length;
  const [caught, survived] = [count('caught'), count('survived')];
  const tried = caught + survived;
  return {
    caught,
    survived,
    invalid: count('invalid'),
    percent: tried === 0 ? 100 : (100 * caught) / tried,
    interval: tried === 0 ? [0, 100] : wilsonInterval(caught, tried),
  };
}

/** One line for a mutant that has been tried. */
export function trialLine({ mutant, outcome }: Trial, seconds: number): string {
  const state = outcome.state.padEnd(8);
  const why =
    outcome.state === 'caught' ? ` by ${outcome.by}` : outcome.state === 'invalid' ? `: ${outcome.reason}` : '';
  return `${state} ${mutant.id}${why} (${Math.round(seconds)} s)`;
}

/** What the run has found, the survivors with what was changed. */
export function report(path: string, seed: number, trials: readonly Trial[]): string {
  const { caught, survived, invalid, percent, interval } = shareCaught(trials);
  const [low, high] = interval.map((value) => value.toFixed(0));
  const survivors = trials.filter(({ outcome }) => outcome.state === 'survived');
  const shown = survivors.map(({ mutant }) => `  ${mutant.id}\n${shownDifference(mutant)}\n`);
  return `${shown.length > 0 ? `\nNo test has noticed\n\n${shown.join('\n')}` : ''}
${path}, seed ${seed}
  caught    ${String(caught).padStart(5)}
  survived  ${String(survived).padStart(5)}
  invalid   ${String(invalid).padStart(5)}  not counted: types or syntax refuse them
  ${percent.toFixed(1)} % caught; with a larger sample between ${low} and ${high} % (95 % interval)
`;
}

const Z = 1.96;

/** In percent; Wilson's interval, which holds for small samples and shares close to all. */
function wilsonInterval(hits: number, count: number): [number, number] {
  const share = hits / count;
  const middle = share + Z ** 2 / (2 * count);
  const margin = Z * Math.sqrt((share * (1 - share)) / count + Z ** 2 / (4 * count ** 2));
  const scale = 100 / (1 + Z ** 2 / count);
  return [Math.max(0, (middle - margin) * scale), Math.min(100, (middle + margin) * scale)];
}
