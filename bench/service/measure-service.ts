import type { Contender } from '../contenders/contender.ts';
import type { Setting } from '../contenders/lambda-variables.ts';
import type { Progress } from '../progress.ts';
import type { Random } from '../statistics/random.ts';
import { codeChanges } from './code-changes.ts';
import { coldInvocations } from './cold-invocations.ts';
import { startFleet } from './fleet.ts';
import type { ServicePlan } from './service-plan.ts';
import type { ServiceResult } from './service-result.ts';
import { measureThroughput } from './throughput.ts';
import { warmInvocations } from './warm-invocations.ts';

/** What it is measured against, and how. */
export interface ServiceMeasurement {
  /** The floor of warm invocations. */
  readonly bare: Contender;
  /** The bootstrap that the service runs, without the service. */
  readonly snapboot: Contender;
  /** Absolute path of that bootstrap. */
  readonly bootstrap: string;
  readonly setting: Setting;
  readonly rounds: number;
  readonly random: Random;
  readonly progress: Progress;
}

// One whole processor: with a smaller share the figures would be those of the share.
const MEMORY_MB = 1769;
const FLEET = 200;
const TIMEOUT_MS = 30_000;

/** The local service beside what it adds to: the same function without it. */
export async function measureService(measurement: ServiceMeasurement): Promise<ServiceResult> {
  const { bare, snapboot, bootstrap, setting, progress } = measurement;
  const { taskRoot, handler, event } = setting.workload;
  const hello = { name: 'bench', taskRoot, handler, memoryMb: MEMORY_MB, timeoutMs: TIMEOUT_MS };
  const plan: ServicePlan = { bootstrap, functions: [hello], options: {} };
  const cold = await coldInvocations(snapboot, setting, plan, measurement);
  const warm = await warmInvocations(bare, setting, plan, measurement);
  const changesMs = await codeChanges(plan, measurement.rounds, progress);
  progress.show(`${FLEET} environments at once`);
  const fleet = await startFleet(plan, event, FLEET);
  const throughput = await measureThroughput(plan, event, measurement);
  return { memoryMb: MEMORY_MB, cold, warm, changesMs, fleet, throughput };
}
