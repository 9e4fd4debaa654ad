import type { Contender } from '../contenders/contender.ts';
import type { Setting } from '../contenders/lambda-variables.ts';
import { RunningContender } from '../contenders/running-contender.ts';
import type { Progress } from '../progress.ts';
import { interleave } from '../rounds.ts';
import type { Random } from '../statistics/random.ts';
import { median } from '../statistics/summary.ts';
import { RunningService } from './running-service.ts';
import type { ServicePlan } from './service-plan.ts';
import type { WarmInvocations } from './service-result.ts';

const BLOCKS = 20;
const INVOCATIONS_PER_BLOCK = 100;
// The engines are still optimising.
const WARM_UP_INVOCATIONS = 500;

/** Warm invocations in blocks that take turns: of a bare loop, and through services that freeze or do not. */
export async function warmInvocations(
  bare: Contender,
  setting: Setting,
  plan: ServicePlan,
  { random, progress }: { readonly random: Random; readonly progress: Progress },
): Promise<WarmInvocations> {
  await using loop = await RunningContender.start(bare, setting);
  await loop.ready();
  await using running = await RunningService.start({ ...plan, options: { ...plan.options, freeze: false } });
  await using frozen = await RunningService.start({ ...plan, options: { ...plan.options, freeze: true } });
  const { event } = setting.workload;
  const name = plan.functions[0]?.name ?? '';
  const ways = {
    bareMs: async () => {
      const { sentMs, respondedMs } = await loop.invoke();
      return respondedMs - sentMs;
    },
    runningMs: async () => (await running.invoke(name, event)).tookMs,
    frozenMs: async () => (await frozen.invoke(name, event)).tookMs,
  };
  const names = ['bareMs', 'runningMs', 'frozenMs'] as const;
  for (const each of names) await block(ways[each], WARM_UP_INVOCATIONS);
  const medians = { bareMs: [] as number[], runningMs: [] as number[], frozenMs: [] as number[] };
  const turns = interleave(names, BLOCKS, random);
  const count = progress.counter('blocks of warm invocations of the service', turns.length);
  for (const { contender } of turns) {
    medians[contender].push(await block(ways[contender], INVOCATIONS_PER_BLOCK));
    count();
  }
  return medians;
}

async function block(invoke: () => Promise<number>, invocations: number): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < invocations; count++) times.push(await invoke());
  return median(times);
}
