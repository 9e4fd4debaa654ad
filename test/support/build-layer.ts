import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { buildLayer } from '../../layer/build-layer.ts';
import { type Architecture, readBuildPlan } from '../../layer/build-plan.ts';
import { openElf } from '../../layer/elf/elf-image.ts';
import { EMULATED_PATIENCE, isEmulated, makeStandIn } from '../../layer/emulation.ts';
import type { LayerSource } from './built-layer.ts';
import { makeShellLayer } from './shell-layer.ts';

/** Builds the layer once, before all tests; one that is named by its folder is taken as it is. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const built = await layerFolder(project.getProvidedContext().layerSource);
  const node = join(built, 'bin/node');
  const architecture = architectureOf(node);
  await using stack = new AsyncDisposableStack();
  const folder = isEmulated(architecture) ? stack.use(await makeStandIn(built)).path : built;
  const nodeVersion = await versionOf(folder);
  const shellFolder = stack.use(await makeShellLayer(folder, nodeVersion)).path;
  const patience = isEmulated(architecture) ? EMULATED_PATIENCE : 1;
  project.provide('layer', { folder, shellFolder, node, nodeVersion, architecture, patience });
  // Tests get their configuration later.
  project.config.testTimeout *= patience;
  project.config.hookTimeout *= patience;
  const left = stack.move();
  return () => left.disposeAsync();
}

async function versionOf(layer: string): Promise<string> {
  const env = { ...process.env, LD_LIBRARY_PATH: join(layer, 'lib') };
  const { stdout } = await promisify(execFile)(join(layer, 'bin/node'), ['--version'], { env });
  return stdout.trim().slice(1);
}

async function layerFolder(source: LayerSource): Promise<string> {
  if ('build' in source) {
    const plan = readBuildPlan(source.build);
    // Commands that tests run build it with its image: what takes long, and is told then, is in the cache.
    if (!isEmulated(plan.architecture)) await buildLayer(readBuildPlan([]));
    return (await buildLayer(plan)).folder;
  }
  const bootstrap = resolve(source.folder, 'bootstrap');
  if (!existsSync(bootstrap)) throw new Error(`SNAPBOOT_TEST_LAYER: there is no ${bootstrap}`);
  return resolve(source.folder);
}

function architectureOf(program: string): Architecture {
  using image = openElf(program);
  if (image.architecture === undefined) throw new Error(`${program}: Lambda has no such processor`);
  return image.architecture;
}
