import { tmpdir } from 'node:os';
import { INIT_LIMIT_MS } from '../../runtime/protocol/quotas.ts';
import { environmentVariables } from '../../service/environments/environment-variables.ts';
import { functionConfig } from '../../service/functions/function-config.ts';
import type { FunctionPlace } from '../../service/functions/function-path.ts';
import type { OpenCondition } from '../conditions/condition.ts';
import type { Workload } from '../workload.ts';

/** What all contenders are started with. */
export interface Setting {
  readonly workload: Workload;
  /** What the function is told about its memory, in MB. */
  readonly memoryMb: number;
  readonly condition: OpenCondition;
  /** Whether the clock starts for each of them when its process is there already, since it does for one. */
  readonly waits?: boolean;
  /** The function's own; none where left out. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Lambda's where left out. */
  readonly limits?: Limits;
  /** Whether contenders say what their start consists of, as far as they can. */
  readonly trace?: boolean;
}

/** How long a contender may take, in milliseconds. */
export interface Limits {
  readonly initMs: number;
  readonly invokeMs: number;
}

/** How long the function is told that it may take. */
const TIMEOUT_MS = 30_000;

/** As in Lambda. */
export const LAMBDA_LIMITS: Limits = { initMs: INIT_LIMIT_MS, invokeMs: TIMEOUT_MS };

const REGION = 'us-east-1';

/** What Lambda gives every function, to a build as well: a region, and credentials that are good for nothing. */
export const GIVEN_TO_ALL: Readonly<Record<string, string>> = {
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
};

/** The variables that Lambda sets, and nothing of the shell that the benchmark was started from. */
export function lambdaVariables(
  runtimeApi: string,
  { taskRoot, handler }: FunctionPlace,
  { memoryMb, trace, variables = {} }: Omit<Setting, 'condition' | 'workload'>,
): Record<string, string> {
  const config = functionConfig({ name: 'bench', taskRoot, handler, memoryMb, timeoutMs: TIMEOUT_MS, variables });
  // Names and paths as in Lambda's own sandbox, though there is none here.
  const inside = { taskRoot, layers: '/opt', runtime: '/var/runtime', temporary: tmpdir() };
  const sandbox = { kind: 'bubblewrap', inside } as const;
  const logStream = '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef';
  const all = environmentVariables(config, { runtimeApi, sandbox, logStream }, GIVEN_TO_ALL);
  return trace ? { ...all, SNAPBOOT_TRACE: '1' } : all;
}
