import { limited } from '../conditions/limited.ts';
import { WARM_CACHE } from '../conditions/warm-cache.ts';
import { WORKLOADS } from '../workloads/workloads.ts';
import { COLD_SUM, FIRST_INVOCATION, INIT, type Measure, WARM } from './measures.ts';

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
  /** Who it is beside; nobody where the limit is none of a comparison. */
  readonly rival?: string;
  readonly limit: Limit;
}

/** How far one may be from the other. */
export type Limit =
  /** The most that the ratio of the medians may be. */
  | { readonly kind: 'ratio'; readonly most: number }
  /** The most that the difference of the medians may be, in milliseconds. */
  | { readonly kind: 'difference'; readonly mostMs: number }
  /** The most that the median may be, in milliseconds. */
  | { readonly kind: 'at most'; readonly mostMs: number }
  /** A ratio that cannot be told from 1 will do. */
  | { readonly kind: 'no slower' };

const EMPTY = { functions: ['empty'], condition: WARM_CACHE.name };
const DYNAMODB = { functions: ['dynamodb'], condition: WARM_CACHE.name };
const SDK_BY_NAME = { functions: ['sdk'], condition: WARM_CACHE.name };
const HTTPS = { functions: ['dynamodb-https'], condition: WARM_CACHE.name };
// Those that compute a lot while they are loaded, or have much to compile.
const LARGE = { functions: ['graphql', 'ajv', 'mjml'], condition: WARM_CACHE.name };
const LOADED_AHEAD = { ...LARGE, functions: [...LARGE.functions, 'apollo', 'nestjs'] };
const ALL = { functions: WORKLOADS.map(({ name }) => name), condition: WARM_CACHE.name };
// Storage as Lambda's appears to be, and what else it may be.
const PARALLEL = ['slow-storage:0.5', 'slow-storage:1'];
const NARROW = ['slow-storage:0.5:serial', 'slow-storage:0:serial:200MB/s'];
const IMAGE_ON_SLOW_STORAGE = [
  ['slow-storage:0.5', 0.1],
  ['slow-storage:0.5:serial', 0.3],
  ['slow-storage:0:serial:200MB/s', 0.35],
] as const;
const SDK = { functions: ['dynamodb', 'dynamodb-https'], condition: 'slow-storage:0.5' };
const SMALLEST_MB = 128;
const SMALLEST = { condition: limited(WARM_CACHE, SMALLEST_MB).name, memoryMb: SMALLEST_MB };

const PLAIN = ['snapboot'];
// What is made of the sources in another mode: the bundles of the others differ from it.
const BUILT_PLAIN = 'snapboot-plain';
const COMPILED = ['snapboot-compiled'];
const IMAGE = ['snapboot-image'];
const PRIMED = ['snapboot-primed'];
// The launcher without a process image.
const NO_IMAGE = ['snapboot-no-image'];
// Without what has pages read ahead, and without any bootstrap.
const SHELL = 'snapboot-shell';
const DIRECT = 'snapboot-direct';
const ANY_MODE = [...PLAIN, ...COMPILED];

/** All promises, in the order of the report. */
export const TARGETS: readonly Target[] = [
  { ...EMPTY, measure: INIT, contenders: PLAIN, rival: 'bare', limit: ratio(0.2) },
  { ...EMPTY, measure: INIT, contenders: IMAGE, rival: 'bare', limit: ratio(0.2) },
  { ...EMPTY, measure: INIT, contenders: NO_IMAGE, rival: 'bare', limit: ratio(1.1) },
  { ...DYNAMODB, measure: COLD_SUM, contenders: PLAIN, rival: 'aws-lambda-ric', limit: ratio(0.75) },
  { ...SDK_BY_NAME, measure: INIT, contenders: ['snapboot-sdk'], rival: 'aws-lambda-ric', limit: ratio(0.2) },
  { ...SDK_BY_NAME, measure: COLD_SUM, contenders: ['snapboot-sdk'], rival: 'aws-lambda-ric', limit: ratio(0.3) },
  { ...HTTPS, measure: COLD_SUM, contenders: IMAGE, rival: 'aws-lambda-ric', limit: ratio(0.25) },
  { ...HTTPS, measure: COLD_SUM, contenders: PRIMED, rival: 'aws-lambda-ric', limit: ratio(0.12) },
  { ...HTTPS, ...SMALLEST, measure: COLD_SUM, contenders: IMAGE, rival: 'aws-lambda-ric', limit: ratio(0.35) },
  { ...HTTPS, ...SMALLEST, measure: COLD_SUM, contenders: PRIMED, rival: 'aws-lambda-ric', limit: ratio(0.15) },
  { ...LOADED_AHEAD, measure: COLD_SUM, contenders: IMAGE, rival: 'aws-lambda-ric', limit: ratio(0.3) },
  { ...ALL, measure: WARM, contenders: IMAGE, rival: BUILT_PLAIN, limit: { kind: 'no slower' } },
  { ...EMPTY, measure: WARM, contenders: PLAIN, rival: 'aws-lambda-ric', limit: { kind: 'no slower' } },
  { ...EMPTY, measure: COLD_SUM, contenders: COMPILED, rival: 'snapboot', limit: { kind: 'difference', mostMs: 0.5 } },
  { ...HTTPS, measure: COLD_SUM, contenders: COMPILED, rival: 'aws-lambda-ric', limit: ratio(0.7) },
  { ...HTTPS, measure: COLD_SUM, contenders: COMPILED, rival: 'bun', limit: ratio(0.9) },
  { ...HTTPS, ...SMALLEST, measure: COLD_SUM, contenders: COMPILED, rival: 'aws-lambda-ric', limit: ratio(0.7) },
  { ...LARGE, measure: COLD_SUM, contenders: ANY_MODE, rival: 'aws-lambda-ric', limit: ratio(0.55) },
  { ...ALL, measure: WARM, contenders: COMPILED, rival: BUILT_PLAIN, limit: { kind: 'no slower' } },
  { ...EMPTY, measure: INIT, contenders: NO_IMAGE, rival: SHELL, limit: { kind: 'no slower' } },
  { ...EMPTY, measure: INIT, contenders: NO_IMAGE, rival: DIRECT, limit: { kind: 'difference', mostMs: 1.5 } },
  ...PARALLEL.map(
    (condition): Target => ({ ...EMPTY, condition, measure: INIT, contenders: NO_IMAGE, limit: atMost(75) }),
  ),
  ...IMAGE_ON_SLOW_STORAGE.map(
    ([condition, most]): Target => ({
      ...EMPTY,
      condition,
      measure: INIT,
      contenders: PLAIN,
      rival: SHELL,
      limit: ratio(most),
    }),
  ),
  ...NARROW.map(
    (condition): Target => ({
      ...EMPTY,
      condition,
      measure: INIT,
      contenders: NO_IMAGE,
      rival: SHELL,
      limit: ratio(0.65),
    }),
  ),
  ...[EMPTY.condition, ...PARALLEL, ...NARROW].map(firstInvocation),
  { ...SDK, measure: COLD_SUM, contenders: COMPILED, rival: 'aws-lambda-ric', limit: ratio(0.35) },
];

/** Reading ahead does not make the first event wait. */
function firstInvocation(condition: string): Target {
  const limit: Limit = { kind: 'difference', mostMs: 1 };
  return { ...EMPTY, condition, measure: FIRST_INVOCATION, contenders: NO_IMAGE, rival: SHELL, limit };
}

function atMost(mostMs: number): Limit {
  return { kind: 'at most', mostMs };
}

function ratio(most: number): Limit {
  return { kind: 'ratio', most };
}
