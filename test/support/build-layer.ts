import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildLayer } from '../../layer/build-layer.ts';
import { type Architecture, readBuildPlan } from '../../layer/build-plan.ts';
import { openElf } from '../../layer/elf/elf-image.ts';
import { EMULATED_PATIENCE, isEmulated, makeStandIn } from '../../layer/emulation.ts';
import type { LayerSource } from './built-layer.ts';

/** Builds the layer once, before all tests; one that is named by its folder is taken as it is. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await layerFolder(project.getProvidedContext().layerSource);
  const node = join(folder, 'bin/node');
  const architecture = architectureOf(node);
  if (!isEmulated(architecture)) {
    project.provide('layer', { folder, node, architecture, patience: 1 });
    return async () => {};
  }
  const standIn = await makeStandIn(folder);
  project.provide('layer', { folder: standIn.path, node, architecture, patience: EMULATED_PATIENCE });
  // Tests get their configuration later.
  project.config.testTimeout *= EMULATED_PATIENCE;
  project.config.hookTimeout *= EMULATED_PATIENCE;
  return async () => standIn[Symbol.asyncDispose]();
}

async function layerFolder(source: LayerSource): Promise<string> {
  if ('build' in source) return (await buildLayer(readBuildPlan(source.build))).folder;
  const bootstrap = resolve(source.folder, 'bootstrap');
  if (!existsSync(bootstrap)) throw new Error(`SNAPBOOT_TEST_LAYER: there is no ${bootstrap}`);
  return resolve(source.folder);
}

function architectureOf(program: string): Architecture {
  using image = openElf(program);
  if (image.architecture === undefined) throw new Error(`${program}: Lambda has no such processor`);
  return image.architecture;
}
