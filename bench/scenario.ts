import type { ContenderResult, ScenarioResult } from './bench-result.ts';
import { coldRounds, type Measured } from './cold-rounds.ts';
import type { ColdStartSample } from './cold-start.ts';
import type { Condition } from './conditions/condition.ts';
import { buildContenders } from './contenders/built-contenders.ts';
import type { Contender } from './contenders/contender.ts';
import type { ContenderFailure } from './contenders/contender-failure.ts';
import type { Limits } from './contenders/lambda-variables.ts';
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

interface Measurements {
  readonly cold: Measured<ColdStartSample>;
  readonly warm: Measured<WarmBlock>;
  readonly traced: Measured<TracedStart>;
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
  const built = await buildContenders(contenders, workload);
  await using backend = await workload.openBackend?.();
  const { variables = {}, files = [] } = backend ?? {};
  const opened = await condition.open([workload.taskRoot, ...files, ...built.ready.flatMap(filesOf)]);
  if ('reason' in opened) return skip(opened.reason);
  await using open = opened;
  // To spawn a process takes milliseconds, which nobody is to have for nothing.
  const waits = built.ready.some(({ atTaskRoot }) => atTaskRoot);
  const setting = { workload, memoryMb, condition: open, waits, variables, ...(limits && { limits }) };
  const cold = runs === 0 ? NOTHING : await coldRounds(built.ready, setting, runs, random, progress);
  const warm = plan.warm ? await warmBlocks(without(built.ready, cold), setting, WARM_PLAN, random, progress) : NOTHING;
  const traced = runs === 0 ? NOTHING : await traceAll(without(built.ready, cold, warm), setting);
  const suited = contenders.filter(({ name }) => built.unsuited.every((each) => each.name !== name));
  const results = suited.map((contender) => resultOf(contender, built, { cold, warm, traced }));
  const excluded = [...excludedFrom(workload, all), ...built.unsuited];
  return { ...head, details: open.details, contenders: results, ...(excluded.length > 0 && { excluded }) };
}

function filesOf({ files, built }: Contender): readonly string[] {
  return built === undefined ? files : [...files, built.taskRoot];
}

/** Those who have not failed. */
function without(contenders: readonly Contender[], ...measured: readonly Measured<unknown>[]): readonly Contender[] {
  const failed = measured.flatMap(({ failures }) => failures.map(({ contender }) => contender));
  return contenders.filter(({ name }) => !failed.includes(name));
}

function excludedFrom({ without: exclusion }: Workload, all: readonly Contender[]): { name: string; reason: string }[] {
  if (exclusion === undefined) return [];
  const excluded = all.filter(({ name }) => exclusion.names.includes(name));
  return excluded.map(({ name }) => ({ name, reason: exclusion.reason }));
}

function resultOf(
  { name, version }: Contender,
  built: { readonly failures: readonly ContenderFailure[] },
  { cold, warm, traced }: Measurements,
): ContenderResult {
  const failure = [built, cold, warm, traced]
    .flatMap(({ failures }) => failures)
    .find(({ contender }) => contender === name);
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
function shown({ name, own, handler, event }: Workload): ScenarioResult['workload'] {
  return { name, ...(own !== undefined && { own }), handler, event };
}
