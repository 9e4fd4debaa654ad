import { limited } from '../conditions/limited.ts';
import { WARM_CACHE } from '../conditions/warm-cache.ts';
import { WORKLOADS } from '../workloads/workloads.ts';
import { COLD_SUM, INIT, type Measure, WARM } from './measures.ts';

/** What this project promises about one contender beside another. */
export interface Target {
  /** Names of the benchmark's own functions that it is for. */
  readonly functions: readonly string[];
  /** Name of the condition that it is for. */
  readonly condition: string;
  /** Size of memory that it is for; any where left out. */
  readonly memoryMb?: number;
  readonly measure: Measure;
  /** The best of those that were measured counts. */
  readonly contenders: readonly string[];
  readonly rival: string;
  readonly limit: Limit;
}

/** How far one may be from the other. */
export type Limit =
  /** The most that the ratio of the medians may be. */
  | { readonly kind: 'ratio'; readonly most: number }
  /** The most that the difference of the medians may be, in milliseconds. */
  | { readonly kind: 'difference'; readonly mostMs: number }
  /** A ratio that cannot be told from 1 will do. */
  | { readonly kind: 'no slower' };

const EMPTY = { functions: ['empty'], condition: WARM_CACHE.name };
const HTTPS = { functions: ['dynamodb-https'], condition: WARM_CACHE.name };
// Those that compute a lot while they are loaded, or have much to compile.
const LARGE = { functions: ['graphql', 'ajv', 'mjml'], condition: WARM_CACHE.name };
const ALL = { functions: WORKLOADS.map(({ name }) => name), condition: WARM_CACHE.name };
const SMALLEST_MB = 128;
const SMALLEST = { condition: limited(WARM_CACHE, SMALLEST_MB).name, memoryMb: SMALLEST_MB };

const PLAIN = ['snapboot'];
// What is made of the sources in another mode: the bundles of the others differ from it.
const BUILT_PLAIN = 'snapboot-plain';
const COMPILED = ['snapboot-compiled'];
const SNAPSHOT = ['snapboot-snapshot'];
const ANY_MODE = [...PLAIN, ...COMPILED, ...SNAPSHOT];

/** All promises, in the order of the report. */
export const TARGETS: readonly Target[] = [
  { ...EMPTY, measure: INIT, contenders: PLAIN, rival: 'bare', limit: ratio(1.1) },
  { ...EMPTY, measure: INIT, contenders: PLAIN, rival: 'aws-lambda-ric', limit: ratio(0.95) },
  { ...EMPTY, measure: WARM, contenders: PLAIN, rival: 'aws-lambda-ric', limit: { kind: 'no slower' } },
  { ...EMPTY, measure: COLD_SUM, contenders: COMPILED, rival: 'snapboot', limit: { kind: 'difference', mostMs: 0.5 } },
  { ...HTTPS, measure: COLD_SUM, contenders: COMPILED, rival: 'aws-lambda-ric', limit: ratio(0.7) },
  { ...HTTPS, measure: COLD_SUM, contenders: COMPILED, rival: 'bun', limit: ratio(0.9) },
  { ...HTTPS, ...SMALLEST, measure: COLD_SUM, contenders: COMPILED, rival: 'aws-lambda-ric', limit: ratio(0.7) },
  { ...LARGE, measure: COLD_SUM, contenders: ANY_MODE, rival: 'aws-lambda-ric', limit: ratio(0.55) },
  { ...ALL, measure: WARM, contenders: COMPILED, rival: BUILT_PLAIN, limit: { kind: 'no slower' } },
  { ...ALL, measure: WARM, contenders: SNAPSHOT, rival: BUILT_PLAIN, limit: { kind: 'no slower' } },
];

function ratio(most: number): Limit {
  return { kind: 'ratio', most };
}
