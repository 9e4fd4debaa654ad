import type { ContenderResult, ScenarioResult } from './bench-result.ts';
import { coldRounds, type Measured } from './cold-rounds.ts';
import type { ColdStartSample } from './cold-start.ts';
import type { Condition } from './conditions/condition.ts';
import type { Limits } from './contenders/lambda-variables.ts';
import type { Contender } from './contenders/running-contender.ts';
import type { TracedStart } from './phases.ts';
import type { Progress } from './progress.ts';
import type { Random } from './statistics/random.ts';
import { traceAll } from './traced-starts.ts';
import { WARM_PLAN, type WarmBlock, warmBlocks } from './warm-blocks.ts';
import type { Workload } from './workload.ts';

/** One function under one condition. */
export interface Scenario {
  readonly workload: Workload;
  readonly condition: Condition;
}

/** What all scenarios of a run share. */
export interface ScenarioPlan {
  /** Cold starts of each contender that count; 0 for none. */
  readonly runs: number;
  readonly warm: boolean;
  readonly memoryMb: number;
  readonly random: Random;
  readonly progress: Progress;
  /** Lambda's where left out. */
  readonly limits?: Limits;
}

const NOTHING: Measured<never> = { samples: new Map(), failures: [] };

/** Measures all contenders in one scenario; the reason instead where this machine cannot have its condition. */
export async function runScenario(
  { workload, condition }: Scenario,
  all: readonly Contender[],
  plan: ScenarioPlan,
): Promise<ScenarioResult> {
  const { runs, memoryMb, random, progress, limits } = plan;
  const head = { workload: shown(workload), condition: condition.name, memoryMb };
  const contenders = all.filter(({ name }) => !workload.without?.names.includes(name));
  const skip = (skipped: string): ScenarioResult => ({ ...head, details: [], contenders: [], skipped });
  if (workload.missing !== undefined) return skip(workload.missing);
  const opened = await condition.open([workload.taskRoot, ...contenders.flatMap(({ files }) => files)]);
  if ('reason' in opened) return skip(opened.reason);
  await using open = opened;
  await using backend = await workload.openBackend?.();
  const variables = backend?.variables ?? {};
  const setting = { workload, memoryMb, condition: open, variables, ...(limits && { limits }) };
  const cold = runs === 0 ? NOTHING : await coldRounds(contenders, setting, runs, random, progress);
  const warm = plan.warm ? await warmBlocks(without(contenders, cold), setting, WARM_PLAN, random, progress) : NOTHING;
  const traced = runs === 0 ? NOTHING : await traceAll(without(contenders, cold, warm), setting);
  const results = contenders.map((contender) => resultOf(contender, cold, warm, traced));
  return { ...head, details: open.details, contenders: results, ...excludedFrom(workload, all) };
}

/** Those who have not failed. */
function without(contenders: readonly Contender[], ...measured: readonly Measured<unknown>[]): readonly Contender[] {
  const failed = measured.flatMap(({ failures }) => failures.map(({ contender }) => contender));
  return contenders.filter(({ name }) => !failed.includes(name));
}

function excludedFrom({ without: exclusion }: Workload, all: readonly Contender[]): Pick<ScenarioResult, 'excluded'> {
  const excluded = all.filter(({ name }) => exclusion?.names.includes(name));
  if (exclusion === undefined || excluded.length === 0) return {};
  return { excluded: excluded.map(({ name }) => ({ name, reason: exclusion.reason })) };
}

function resultOf(
  { name, version }: Contender,
  cold: Measured<ColdStartSample>,
  warm: Measured<WarmBlock>,
  traced: Measured<TracedStart>,
): ContenderResult {
  const failure = [cold, warm, traced].flatMap(({ failures }) => failures).find(({ contender }) => contender === name);
  return {
    name,
    version,
    coldStarts: cold.samples.get(name) ?? [],
    warmBlocks: warm.samples.get(name) ?? [],
    phases: traced.samples.get(name) ?? [],
    ...(failure !== undefined && {
      failure: { reason: failure.message.slice(`${name}: `.length), output: failure.output },
    }),
  };
}

// Results are passed around; where a folder lies on this machine is nobody else's business.
function shown({ name, isReference, handler, event }: Workload): ScenarioResult['workload'] {
  return { name, isReference, handler, event };
}
