import { measureIdle } from './idle-cost.ts';
import { RunningService } from './running-service.ts';
import type { ServicePlan } from './service-plan.ts';
import type { Fleet } from './service-result.ts';

/** Many environments at once, all of them cold. */
export async function startFleet(plan: ServicePlan, event: string, environments: number): Promise<Fleet> {
  await using service = await RunningService.start({
    ...plan,
    options: { ...plan.options, concurrency: environments },
  });
  const name = plan.functions[0]?.name ?? '';
  const started = performance.now();
  const calls = await Promise.allSettled(Array.from({ length: environments }, () => service.invoke(name, event)));
  const tookMs = performance.now() - started;
  const answered = calls.filter(({ status }) => status === 'fulfilled').length;
  return { environments, answered, tookMs, idle: await measureIdle(service, environments) };
}
