import { cp, mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuiltLayer } from '../../build-layer.ts';
import { withElapsedTime } from '../../progress.ts';
import { CACHE_PATH } from '../cache/function-cache.ts';
import { type TrainingResult, trainingRun } from '../compile/training-run.ts';
import type { FunctionBuildOptions } from '../function-build-options.ts';
import { type FunctionImage, functionImage } from './function-image.ts';

// Node.js 24 keeps caches of users apart, by a number at the end of a folder's name. This is the user of a process whose
// image is taken.
const IMAGE_USER = 0;

/**
 * Takes the image of a function whose modules stay files: what Node.js has compiled of them in a training run is in it.
 *
 * @param folder absolute path of the function
 */
export async function imageOfModules(
  folder: string,
  layer: BuiltLayer,
  options: FunctionBuildOptions,
): Promise<FunctionImage & { readonly training: TrainingResult }> {
  const { handler, events, variables } = options;
  const plan = { taskRoot: folder, handler, bootstrap: join(layer.folder, 'bootstrap'), events, variables };
  const cache = join(folder, CACHE_PATH);
  const filling = { ...variables, NODE_COMPILE_CACHE: cache, NODE_COMPILE_CACHE_PORTABLE: '1' };
  const aside = await mkdtemp(join(tmpdir(), 'snapboot-modules-'));
  try {
    const training = await withElapsedTime('compiling', trainingRun({ ...plan, variables: filling }));
    const compileCache = join(aside, 'compile-cache');
    await cp(cache, compileCache, { recursive: true });
    await rm(cache, { recursive: true });
    await rmdir(dirname(cache)).catch(() => {});
    await renameForImage(compileCache);
    return { ...(await functionImage({ plan, layer, compileCache }, options)), training };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function renameForImage(folder: string): Promise<void> {
  const own = `-${process.getuid?.()}`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith('v24.') || !name.endsWith(own)) continue;
    await rename(join(folder, name), join(folder, `${name.slice(0, -own.length)}-${IMAGE_USER}`));
  }
}
