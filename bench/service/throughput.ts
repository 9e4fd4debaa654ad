import { Pool } from 'undici';
import { INVOKE_API, INVOKE_HEADERS } from '../../runtime/protocol/invoke-api.ts';
import { BenchError } from '../bench-error.ts';
import type { Progress } from '../progress.ts';
import { interleave } from '../rounds.ts';
import type { Random } from '../statistics/random.ts';
import { RunningService } from './running-service.ts';
import type { ServicePlan } from './service-plan.ts';
import type { Throughput } from './service-result.ts';

const ENVIRONMENTS = 8;
const WINDOWS = 5;
const WINDOW_MS = 1500;
const WARM_UP_MS = 2000;

/**
 * Warm invocations a second, over eight environments without limits of CPU. The callers are eight connections of undici
 * that wait for nothing but their answers: the SDK alone would need a core for as many calls.
 */
export async function measureThroughput(
  plan: ServicePlan,
  event: string,
  { random, progress }: { readonly random: Random; readonly progress: Progress },
): Promise<Throughput> {
  const unlimited = (freeze: boolean): ServicePlan => ({
    ...plan,
    options: { ...plan.options, freeze, limits: false },
  });
  await using running = await RunningService.start(unlimited(false));
  await using frozen = await RunningService.start(unlimited(true));
  const path = INVOKE_API.invoke(plan.functions[0]?.name ?? '');
  const ways = { runningPerSecond: running.endpoint, frozenPerSecond: frozen.endpoint };
  const names = ['runningPerSecond', 'frozenPerSecond'] as const;
  for (const name of names) await callsPerSecond(ways[name], path, event, WARM_UP_MS);
  const windows = { runningPerSecond: [] as number[], frozenPerSecond: [] as number[] };
  const turns = interleave(names, WINDOWS, random);
  const count = progress.counter('windows of throughput', turns.length);
  for (const { contender } of turns) {
    windows[contender].push(await callsPerSecond(ways[contender], path, event, WINDOW_MS));
    count();
  }
  return { environments: ENVIRONMENTS, ...windows };
}

async function callsPerSecond(endpoint: string, path: string, event: string, windowMs: number): Promise<number> {
  const pool = new Pool(endpoint, { connections: ENVIRONMENTS });
  const started = performance.now();
  let answered = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - started < windowMs) {
      await call(pool, path, event);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: ENVIRONMENTS }, caller));
  const tookMs = performance.now() - started;
  await pool.close();
  return (answered / tookMs) * 1000;
}

async function call(pool: Pool, path: string, event: string): Promise<void> {
  const { statusCode, headers, body } = await pool.request({ path, method: 'POST', body: event });
  await body.dump();
  if (statusCode !== 200 || headers[INVOKE_HEADERS.functionError] !== undefined) {
    throw new BenchError(`an invocation of the service has failed with status ${statusCode}`);
  }
}
