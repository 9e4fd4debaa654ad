import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from '../../layer/build-error.ts';
import { bundleFunction } from '../../layer/function/bundle/bundle-function.ts';
import { bootFileText, SNAPSHOT_FILES } from '../../layer/snapshot/boot-file.ts';
import { takeSnapshot } from '../../layer/snapshot/take-snapshot.ts';
import { ARCHITECTURE, builtLayer } from './built-layer.ts';
import { compiledTaskRoot, entryOf } from './compiled-task-root.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

const BOOT = fileURLToPath(new URL('../../bootstrap/snapshot-boot.ts', import.meta.url));

/**
 * A copy of a task root in which the module of a handler has been compiled, and started once: it wakes from a snapshot.
 * One that cannot be in a snapshot is compiled only.
 *
 * @param handler such as `src/app.handler`
 * @param variables what the function finds while it is loaded
 */
export async function snapshotTaskRoot(
  source: string,
  handler: string,
  variables: Readonly<Record<string, string>>,
): Promise<TemporaryFolder> {
  const folder = await compiledTaskRoot(source, handler);
  const entry = entryOf(source, handler);
  if (entry === undefined) return folder;
  const input = { entry, root: source, external: [], builtins: [], importsByCall: true };
  const bundle = await bundleFunction(input).catch(() => undefined);
  if (bundle === undefined) return folder;
  const node = join(builtLayer(), 'bin/node');
  const plan = {
    folder: folder.path,
    bundle,
    node,
    boot: BOOT,
    variables,
    allowRandom: ['.'],
    withCode: false,
  };
  try {
    const { report } = await takeSnapshot(plan);
    const text = bootFileText({ ...report, architecture: ARCHITECTURE });
    // Built functions are all called index.
    const module = handler.slice(0, handler.indexOf('.'));
    await writeFile(join(folder.path, SNAPSHOT_FILES.boot), text.replace(' = index ]', ` = '${module}' ]`));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    await rm(join(folder.path, dirname(SNAPSHOT_FILES.boot)), { recursive: true, force: true });
  }
  return folder;
}
