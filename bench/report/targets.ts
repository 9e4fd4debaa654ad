import type { ScenarioResult } from '../bench-result.ts';
import { WARM_CACHE } from '../conditions/warm-cache.ts';
import { type Estimate, verdict } from '../statistics/confidence-interval.ts';
import { ratio } from './figures.ts';
import { compare, INIT, type Measure, WARM } from './measures.ts';

/** What this project promises about one contender beside another. */
interface Target {
  readonly measure: Measure;
  readonly contender: string;
  readonly rival: string;
  /** The most that the ratio of the medians may be. */
  readonly limit: number;
  /** Whether a ratio that cannot be told from the limit will do. */
  readonly tieWins: boolean;
}

const TARGETS: readonly Target[] = [
  { measure: INIT, contender: 'snapboot', rival: 'bare', limit: 1.1, tieWins: false },
  { measure: INIT, contender: 'snapboot', rival: 'aws-lambda-ric', limit: 0.95, tieWins: false },
  { measure: WARM, contender: 'snapboot', rival: 'aws-lambda-ric', limit: 1, tieWins: true },
];

/** The targets that this scenario can say something about, one line each; they are for the empty handler. */
export function targetLines({ workload, condition, contenders }: ScenarioResult): string[] {
  if (!workload.isReference || condition !== WARM_CACHE.name) return [];
  const find = (name: string) => contenders.find((contender) => contender.name === name);
  return TARGETS.flatMap((target) => {
    const measured = compare(target.measure, find(target.contender), find(target.rival));
    return measured === undefined ? [] : [targetLine(target, measured)];
  });
}

function targetLine(target: Target, measured: Estimate): string {
  const { measure, contender, rival, limit } = target;
  const limitText = target.tieWins ? 'no slower' : `limit ${limit.toFixed(2)}`;
  return `${measure.name}: ${contender} / ${rival} = ${ratio(measured)}, ${limitText}: ${judge(target, measured)}`;
}

function judge({ limit, tieWins }: Target, measured: Estimate): string {
  switch (verdict(measured, limit)) {
    case 'lower':
      return 'met';
    case 'higher':
      return 'missed';
    case 'no difference':
      return tieWins
        ? 'met (no difference)'
        : 'undecided, the interval spans the limit: more --runs, a quieter machine';
  }
}
