import { BuildError } from '../../layer/build-error.ts';
import { bundleFunction } from '../../layer/function/bundle/bundle-function.ts';
import { compiledTaskRoot, entryOf } from './compiled-task-root.ts';
import { takeOnLayer } from './layer-snapshot.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

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
  const input = { entry, root: source, external: [], importsByCall: true };
  const bundle = await bundleFunction(input).catch(() => undefined);
  if (bundle === undefined) return folder;
  const module = handler.slice(0, handler.indexOf('.'));
  try {
    await takeOnLayer(folder.path, `${module}.js`, bundle, { variables, allowRandom: ['.'], withCode: false });
  } catch (error) {
    if (error instanceof BuildError) return folder;
    throw error;
  }
  return folder;
}
