import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BuildError } from '../../build-error.ts';
import { buildLayer } from '../../build-layer.ts';
import { isEmulated, makeStandIn } from '../../emulation.ts';
import { withElapsedTime } from '../../progress.ts';
import { trainingRun } from '../compile/training-run.ts';
import type { ModeFigures } from '../function-manifest.ts';
import { functionTrials, sumMs, TRIAL_SIZES, type TrialPlan } from '../function-trials.ts';
import type { FunctionCacheOptions } from './function-cache-options.ts';

/** What has become of a cache. */
export interface FunctionCache {
  /** Relative to the function's folder. */
  readonly path: string;
  readonly isKept: boolean;
  readonly files: number;
  readonly bytes: number;
  /** Empty where it was not measured. */
  readonly figures: readonly ModeFigures[];
}

/** Where bootstrap looks for it. */
export const CACHE_PATH = '.snapboot/compile-cache';

// Node.js 24 keeps caches of users apart, by a number at the end of a folder's name. This is the user of functions on
// Lambda, as seen there; AWS does not say.
const LAMBDA_USER = 993;

/**
 * Fills the compile cache of a function, and keeps it where starts are faster with it.
 *
 * @throws BuildError when the function does not load, or fails for a sample event
 */
export async function fillFunctionCache(options: FunctionCacheOptions): Promise<FunctionCache> {
  const { folder, handler, events, variables, layer, trials: starts } = options;
  const target = join(folder, CACHE_PATH);
  await rm(target, { recursive: true, force: true });
  await using stack = new AsyncDisposableStack();
  const built = await buildLayer(layer);
  const emulated = isEmulated(layer.architecture);
  const runnable = emulated ? stack.use(await makeStandIn(built.folder)).path : built.folder;
  const plan = { taskRoot: folder, handler, bootstrap: join(runnable, 'bootstrap'), events, variables };
  const filling = { ...variables, NODE_COMPILE_CACHE: target, NODE_COMPILE_CACHE_PORTABLE: '1' };
  await withElapsedTime('compiling', trainingRun({ ...plan, variables: filling })).catch(async (error) => {
    await removeCache(target);
    throw error;
  });
  if (!existsSync(target)) throw new BuildError(`${folder}: Node.js has compiled nothing of it`);
  const size = await sizeOf(target);
  const figures = emulated || starts === 0 ? [] : await trials(target, plan, starts);
  const isKept = figures.length === 0 || isFaster(figures);
  if (isKept) await renameForLambda(target);
  else await removeCache(target);
  return { path: CACHE_PATH, isKept, ...size, figures };
}

/** Beside the same function without. */
async function trials(
  cache: string,
  plan: Pick<TrialPlan, 'handler' | 'bootstrap' | 'events' | 'variables'> & { readonly taskRoot: string },
  starts: number,
): Promise<readonly ModeFigures[]> {
  const aside = await mkdtemp(join(tmpdir(), 'snapboot-uncached-'));
  try {
    await cp(plan.taskRoot, aside, { recursive: true, verbatimSymlinks: true, filter: (source) => source !== cache });
    const candidates = [
      { mode: 'plain', taskRoot: aside },
      { mode: 'cached', taskRoot: plan.taskRoot },
    ] as const;
    return await functionTrials({ ...plan, candidates, starts, sizes: TRIAL_SIZES });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** With every size of memory, the whole of what a first caller waits for. */
function isFaster(figures: readonly ModeFigures[]): boolean {
  return figures
    .filter(({ mode }) => mode === 'plain')
    .every((plain) => {
      const cached = figures.find(({ mode, memoryMb }) => mode === 'cached' && memoryMb === plain.memoryMb);
      return cached !== undefined && sumMs(cached) < sumMs(plain);
    });
}

/** And the folder that was made for it, unless something else lies there. */
async function removeCache(target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await rmdir(dirname(target)).catch(() => {});
}

async function sizeOf(folder: string): Promise<{ readonly files: number; readonly bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => stat(join(parentPath, name))),
  );
  return { files: sizes.length, bytes: sizes.reduce((sum, { size }) => sum + size, 0) };
}

async function renameForLambda(folder: string): Promise<void> {
  const own = `-${process.getuid?.()}`;
  for (const name of await readdir(folder)) {
    if (!/^v24\./.test(name) || !name.endsWith(own)) continue;
    await rename(join(folder, name), join(folder, `${name.slice(0, -own.length)}-${LAMBDA_USER}`));
  }
}
