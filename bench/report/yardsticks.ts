import type { ContenderResult } from '../bench-result.ts';

const YARDSTICKS = ['bare', 'aws-lambda-ric'];

/** Those that all others are compared with: the floor and the official client. */
export function presentYardsticks(contenders: readonly ContenderResult[]): ContenderResult[] {
  return contenders.filter(({ name }) => YARDSTICKS.includes(name));
}
