import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionBundle } from '../../layer/function/bundle/bundle-function.ts';
import { type SnapshotPlan, type TakenSnapshot, takeSnapshot } from '../../layer/snapshot/take-snapshot.ts';
import { ARCHITECTURE, builtLayer } from './built-layer.ts';

const BOOT = fileURLToPath(new URL('../../bootstrap/snapshot-boot.ts', import.meta.url));

/** Takes a snapshot of a function on the layer under test, into the function's folder. */
export async function takeOnLayer(
  folder: string,
  bundle: FunctionBundle,
  setting: Pick<SnapshotPlan, 'variables' | 'allowRandom' | 'withCode'>,
): Promise<TakenSnapshot> {
  const node = join(builtLayer(), 'bin/node');
  return await takeSnapshot({ ...setting, folder, bundle, node, architecture: ARCHITECTURE, boot: BOOT });
}
