import { cp, mkdtemp, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SandboxSupport } from '../../service/environments/sandbox.ts';
import { CODE_FILE } from './compile/compile-function.ts';
import type { TrainingPlan } from './compile/training-run.ts';
import type { FunctionBuildOptions } from './function-build-options.ts';
import type { ModeFigures, TrialMode } from './function-manifest.ts';
import { functionTrials, NO_EVENT, type TrialCandidate } from './function-trials.ts';

/** A copy of a built function; gone when it is disposed of. */
export interface FunctionCopy extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
}

/** Measures one function in several modes, each by its folder. */
export async function trialsOf(
  folders: Readonly<Partial<Record<TrialMode, string>>>,
  plan: TrainingPlan,
  { trials, sizes }: Pick<FunctionBuildOptions, 'trials' | 'sizes'>,
  sandbox: SandboxSupport = { kind: 'none' },
): Promise<readonly ModeFigures[]> {
  const candidates = Object.entries(folders).map(([mode, taskRoot]) => ({ mode: mode as TrialMode, taskRoot }));
  return await measured(candidates, plan, { trials, sizes }, sandbox);
}

/** As `trialsOf`, each with what starts it. */
export async function measured(
  candidates: readonly TrialCandidate[],
  plan: TrainingPlan,
  { trials, sizes }: Pick<FunctionBuildOptions, 'trials' | 'sizes'>,
  sandbox: SandboxSupport,
): Promise<readonly ModeFigures[]> {
  const [event = NO_EVENT] = plan.events;
  return await functionTrials({ ...plan, candidates, event, starts: trials, sizes, sandbox });
}

/** The function without what has been compiled of it. */
export async function plainCopy(folder: string): Promise<FunctionCopy> {
  return await copyOf(folder, (name) => name !== CODE_FILE);
}

/** A copy beside it, of the files whose names are kept. */
export async function copyOf(folder: string, isKept: (name: string) => boolean = () => true): Promise<FunctionCopy> {
  const path = await mkdtemp(`${folder}-copy-`);
  await cp(folder, path, { recursive: true, filter: (source) => isKept(basename(source)) });
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}
