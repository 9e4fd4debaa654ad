import { setTimeout as delay } from 'node:timers/promises';
import { coldStart } from '../cold-start.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Setting } from '../contenders/lambda-variables.ts';
import type { Progress } from '../progress.ts';
import { interleave } from '../rounds.ts';
import type { Random } from '../statistics/random.ts';
import { RunningService } from './running-service.ts';
import type { ServicePlan } from './service-plan.ts';
import type { ColdInvocations } from './service-result.ts';

// Dropped: the first round of each fills caches and compiles the SDK's code.
const WARM_UP_ROUNDS = 2;
// The service prepares the next cold start in the meantime, and the old environment is shut down.
const PAUSE_MS = 300;
// The service gets these ready at its start; the others have nothing prepared at their first call.
const PREPARED_AT_START = 4;

/** Cold invocations of the same function, one after the other: without a service, and through one. */
export async function coldInvocations(
  snapboot: Contender,
  setting: Setting,
  plan: ServicePlan,
  { rounds, random, progress }: { readonly rounds: number; readonly random: Random; readonly progress: Progress },
): Promise<ColdInvocations> {
  const all = WARM_UP_ROUNDS + rounds;
  const [hello] = plan.functions;
  if (hello === undefined) throw new RangeError('a service without a function');
  const named = (name: string) => ({ ...hello, name });
  const fresh = Array.from({ length: PREPARED_AT_START + all }, (_, number) => named(`fresh-${number}`));
  // Its environments end at once, so that each of its invocations is a cold start.
  await using service = await RunningService.start({
    ...plan,
    functions: [named('again'), ...fresh],
    options: { ...plan.options, idleTimeoutMs: 1 },
  });
  const { event } = setting.workload;
  const ways = {
    bareMs: async () => {
      const { spawnToNextMs, nextToResponseMs } = await coldStart(snapboot, setting);
      return spawnToNextMs + nextToResponseMs;
    },
    preparedMs: async () => (await service.invoke('again', event)).tookMs,
    unpreparedMs: async () => (await service.invoke(fresh.pop()?.name ?? '', event)).tookMs,
  };
  const samples = { bareMs: [] as number[], preparedMs: [] as number[], unpreparedMs: [] as number[] };
  const names = ['bareMs', 'preparedMs', 'unpreparedMs'] as const;
  const turns = interleave(names, all, random);
  const count = progress.counter('cold invocations of the service', turns.length);
  for (const { round, contender } of turns) {
    await delay(PAUSE_MS);
    const tookMs = await ways[contender]();
    if (round >= WARM_UP_ROUNDS) samples[contender].push(tookMs);
    count();
  }
  return samples;
}
