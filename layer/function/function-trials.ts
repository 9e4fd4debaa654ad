import { BARE_PLATFORM, detectPlatform, type Platform } from '../../service/environments/platform.ts';
import type { SandboxSupport } from '../../service/environments/sandbox.ts';
import { functionConfig } from '../../service/functions/function-config.ts';
import { FunctionHost } from '../../service/run/function-host.ts';
import { BuildError } from '../build-error.ts';
import { withElapsedTime } from '../progress.ts';
import { initFault, invokeFault } from './compile/sample-faults.ts';
import type { SampleEvent } from './compile/training-run.ts';
import type { ModeFigures, TrialMode } from './function-manifest.ts';
import { toldSettings } from './told-settings.ts';

/** One of them. */
export interface TrialCandidate {
  readonly mode: TrialMode;
  readonly taskRoot: string;
  /** That of the plan, where left out. */
  readonly bootstrap?: string;
}

/** What is measured. */
export interface TrialPlan {
  /** The same function, built differently; absolute paths. */
  readonly candidates: readonly TrialCandidate[];
  readonly handler: string;
  readonly bootstrap: string;
  /** The first one is invoked. */
  readonly events: readonly SampleEvent[];
  readonly variables: Readonly<Record<string, string>>;
  /** Starts of each candidate with each size of memory. */
  readonly starts: number;
  /** Sizes of memory, in MB. */
  readonly sizes: readonly number[];
  /** What they are started in; nothing, where left out. */
  readonly sandbox?: SandboxSupport;
}

const WHOLE_MB = 1769;

/** What is measured unless something else is asked for, in MB: one whole processor, and the smallest share of one. */
export const TRIAL_SIZES: readonly number[] = [WHOLE_MB, 128];

/** What is invoked where there are no sample events. */
export const NO_EVENT: SampleEvent = { name: 'the event {}', payload: Buffer.from('{}') };

const TIMEOUT_MS = 60_000;

interface Start {
  readonly mode: TrialMode;
  readonly initMs: number;
  readonly invokeMs: number;
}

/**
 * Starts the candidates by turns, in execution environments with each of the sizes of memory and so with its share of a
 * processor, and gives medians. Where this machine cannot limit processors, they have a whole one.
 *
 * @throws BuildError when one of them fails
 */
export async function functionTrials(plan: TrialPlan): Promise<readonly ModeFigures[]> {
  const limited = await detectPlatform({ sandbox: false, limits: true, onNotice: () => {} });
  const { sandbox = BARE_PLATFORM.sandbox } = plan;
  const canLimit = limited.cgroups.cpu !== undefined;
  const sizes = canLimit ? plan.sizes : [WHOLE_MB];
  return await withElapsedTime(
    'measuring starts',
    measure(plan, sizes, { ...(canLimit ? limited : BARE_PLATFORM), sandbox }),
  );
}

/** What a first caller waits for. */
export function sumMs({ initMs, firstInvocationMs }: Pick<ModeFigures, 'initMs' | 'firstInvocationMs'>): number {
  return initMs + firstInvocationMs;
}

async function measure(plan: TrialPlan, sizes: readonly number[], platform: Platform): Promise<ModeFigures[]> {
  const figures: ModeFigures[] = [];
  for (const memoryMb of sizes) {
    const starts: Start[] = [];
    for (let round = 0; round < plan.starts; round++) {
      // Turn and turn about, so that nobody always comes after the same one.
      const order = round % 2 === 0 ? plan.candidates : plan.candidates.toReversed();
      for (const candidate of order) starts.push(await start(candidate, plan, memoryMb, platform));
    }
    figures.push(...plan.candidates.map(({ mode }) => figuresOf(mode, memoryMb, starts)));
  }
  return figures;
}

async function start(
  { mode, taskRoot, bootstrap: own }: TrialCandidate,
  { handler, bootstrap: shared, events: [event = NO_EVENT], variables }: TrialPlan,
  memoryMb: number,
  platform: Platform,
): Promise<Start> {
  const settings = { name: 'trial', ...toldSettings(variables), memoryMb, timeoutMs: TIMEOUT_MS, variables };
  const config = functionConfig({ ...settings, taskRoot, handler });
  const bootstrap = own ?? shared;
  await using host = new FunctionHost({ function: config, bootstrap, platform, onLogLine: () => {} });
  const init = await host.init();
  if (init.state !== 'ready') throw new BuildError(`${mode}: ${initFault(init)}`);
  const { outcome, invokeMs } = await host.invoke(event.payload, { begin() {}, write() {} });
  if (outcome.state !== 'succeeded') throw new BuildError(`${mode}: ${invokeFault(event.name, outcome)}`);
  return { mode, initMs: init.initMs, invokeMs };
}

function figuresOf(mode: TrialMode, memoryMb: number, all: readonly Start[]): ModeFigures {
  const starts = all.filter((each) => each.mode === mode);
  return {
    mode,
    memoryMb,
    starts: starts.length,
    initMs: median(starts.map(({ initMs }) => initMs)),
    firstInvocationMs: median(starts.map(({ invokeMs }) => invokeMs)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const [low = 0, high = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return Number(((low + high) / 2).toFixed(2));
}
