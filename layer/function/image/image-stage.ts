import { detectSandbox, type SandboxSupport } from '../../../service/environments/sandbox.ts';
import type { Absence } from '../../absence.ts';
import { isEmulated } from '../../emulation.ts';
import { groundFor } from '../../process-image/choose-ground.ts';
import type { TrainingPlan } from '../compile/training-run.ts';
import type { FunctionBuildOptions } from '../function-build-options.ts';
import type { StartedFunction, TwoStarts } from './compared-start.ts';
import { shownFiles } from './shown-files.ts';
import { startsHere } from './starts-here.ts';
import { startsThere } from './starts-in-machine.ts';

/** Where a function is started with its image, so that it finds the paths of Lambda. */
export interface ImageStage {
  /** Of this machine; nothing where functions are started in a virtual one. */
  readonly sandbox?: SandboxSupport;
  /** Absolute paths of files that it finds as they are here. */
  readonly shown: readonly string[];
  /** Starts it twice, with all its events. */
  twoStarts(plan: TrainingPlan, from: StartedFunction): Promise<TwoStarts>;
}

/** Finds it: on this machine if that can be, else in a virtual one; or why it is nowhere. */
export async function findStage(options: FunctionBuildOptions): Promise<ImageStage | Absence> {
  const { layer, imageGround, variables } = options;
  const shown = shownFiles(variables);
  const here = await stageHere(options);
  if (!('reason' in here)) {
    const sandbox = { ...here, shown };
    return { sandbox, shown, twoStarts: (plan, from) => startsHere(plan, from, sandbox) };
  }
  const ground = await groundFor(layer.architecture, imageGround, layer.cacheFolder);
  if ('reason' in ground) return { reason: `${here.reason}; ${ground.reason}` };
  if (ground.ground === 'here') return here;
  return { shown, twoStarts: (plan, from) => startsThere(plan, from, layer, shown) };
}

async function stageHere({ layer: { architecture } }: FunctionBuildOptions): Promise<SandboxSupport | Absence> {
  if (process.platform !== 'linux') return { reason: `it takes Linux, this is ${process.platform}` };
  if (isEmulated(architecture)) return { reason: `programs for ${architecture} are emulated here` };
  const sandbox = await detectSandbox('auto');
  return sandbox.kind === 'none' ? { reason: `it takes bubblewrap: ${sandbox.notice}` } : sandbox;
}
