import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionBundle } from '../../layer/function/bundle/bundle-function.ts';
import { stampOf } from '../../layer/function/compile/script-stamp.ts';
import { type SnapshotPlan, type TakenSnapshot, takeSnapshot } from '../../layer/snapshot/take-snapshot.ts';
import { ARCHITECTURE, builtLayer } from './built-layer.ts';

const BOOT = fileURLToPath(new URL('../../bootstrap/snapshot-boot.ts', import.meta.url));

/**
 * Takes a snapshot of a function on the layer under test, into the function's folder.
 *
 * @param script what the function starts from without it, in that folder
 */
export async function takeOnLayer(
  folder: string,
  script: string,
  bundle: FunctionBundle,
  setting: Pick<SnapshotPlan, 'variables' | 'allowRandom' | 'withCode'>,
): Promise<TakenSnapshot> {
  const node = join(builtLayer(), 'bin/node');
  const plain = stampOf(await readFile(join(folder, script)));
  const module = basename(script, '.js');
  return await takeSnapshot({
    ...setting,
    folder,
    bundle,
    module,
    plain,
    node,
    architecture: ARCHITECTURE,
    boot: BOOT,
  });
}
