import { existsSync } from 'node:fs';
import { buildLayer } from '../../layer/build-command.ts';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { builtBootstrap } from './built-layer.ts';

/** Builds the layer once, before all tests; a layer that SNAPBOOT_TEST_LAYER names is taken as it is. */
export async function setup(): Promise<void> {
  if (!process.env.SNAPBOOT_TEST_LAYER) await buildLayer(readBuildPlan([]));
  else if (!existsSync(builtBootstrap())) throw new Error(`SNAPBOOT_TEST_LAYER: there is no ${builtBootstrap()}`);
}
