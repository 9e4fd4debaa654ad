import { tmpdir } from 'node:os';
import { environmentVariables } from '../../service/environments/environment-variables.ts';
import { functionConfig } from '../../service/functions/function-config.ts';
import type { Workload } from '../workload.ts';

/** What all contenders are started with. */
export interface Setting {
  readonly workload: Workload;
  /** What the function is told about its memory, in MB; it is not enforced. */
  readonly memoryMb: number;
}

/** How long the function is told that it may take. */
export const TIMEOUT_MS = 30_000;

/** The variables that Lambda sets, and nothing of the shell that the benchmark was started from. */
export function lambdaVariables(runtimeApi: string, { workload, memoryMb }: Setting): Record<string, string> {
  const { taskRoot, handler } = workload;
  const config = functionConfig({ name: 'bench', taskRoot, handler, memoryMb, timeoutMs: TIMEOUT_MS });
  // Names and paths as in Lambda's own sandbox, though there is none here.
  const inside = { taskRoot, layers: '/opt', runtime: '/var/runtime', temporary: tmpdir() };
  const sandbox = { kind: 'bubblewrap', inside } as const;
  const logStream = '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef';
  return environmentVariables(config, { runtimeApi, sandbox, logStream }, {});
}
