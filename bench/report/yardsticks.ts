import type { ContenderResult } from '../bench-result.ts';
import { comparedRatio } from './figures.ts';
import { compare, type Measure } from './measures.ts';

const YARDSTICKS = ['bare', 'aws-lambda-ric'];

/** Those that all others are compared with: the floor and the official client. */
export function presentYardsticks(contenders: readonly ContenderResult[]): ContenderResult[] {
  return contenders.filter(({ name }) => YARDSTICKS.includes(name));
}

/** The titles of the columns that `ratiosTo` fills. */
export function ratioTitles({ name }: Measure, yardsticks: readonly ContenderResult[]): string[] {
  return yardsticks.map((yardstick) => `${name} / ${yardstick.name}`);
}

/** How many times each yardstick's median a contender's is; `1` for the yardstick itself. */
export function ratiosTo(
  yardsticks: readonly ContenderResult[],
  contender: ContenderResult,
  measure: Measure,
): string[] {
  return yardsticks.map((yardstick) => {
    const compared = yardstick === contender ? undefined : compare(measure, contender, yardstick);
    return compared === undefined ? '1' : comparedRatio(compared);
  });
}
