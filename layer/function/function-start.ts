import { BuildError } from '../build-error.ts';
import { type BuiltLayer, buildLayer } from '../build-layer.ts';
import { functionHotPages } from '../hot-pages/function-hot-pages.ts';
import type { HotPages } from '../hot-pages/hot-pages.ts';
import { say } from '../progress.ts';
import type { FunctionBuildOptions } from './function-build-options.ts';
import { NO_EVENT } from './function-trials.ts';

/**
 * Starts a built function once on its layer, with the first sample event, and gives what that reads beyond what every
 * start of the layer does. It ends no build: nothing where that cannot be known.
 *
 * @param built the layer, where it is built already
 */
export async function recordedStart(
  taskRoot: string,
  { layer: plan, handler, events, variables }: FunctionBuildOptions,
  built?: BuiltLayer,
): Promise<HotPages | undefined> {
  const layer = built ?? (await layerOf(plan));
  if (layer?.slower !== undefined) say(layer.slower);
  if (layer?.hotPages === undefined) return undefined;
  const { payload } = events[0] ?? NO_EVENT;
  const start = { plan, artifacts: layer.artifacts, taskRoot, handler, event: payload, variables };
  return await functionHotPages(start, layer.hotPages);
}

async function layerOf(plan: FunctionBuildOptions['layer']): Promise<BuiltLayer | undefined> {
  try {
    return await buildLayer(plan);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    say(`not recorded what the function reads when it starts, which takes a layer: ${error.message}`);
    return undefined;
  }
}
