import { join } from 'node:path';
import { type Artifact, artifactTree, writeArtifactTree } from './artifact-tree.ts';
import { bootstrapOf } from './bootstrap-of.ts';
import type { BuildPlan } from './build-plan.ts';
import { bundleRuntime } from './bundle.ts';
import type { HotPages } from './hot-pages/hot-pages.ts';
import { layerHotPages } from './hot-pages/layer-hot-pages.ts';
import { LIBATOMIC, libatomic } from './libatomic.ts';
import { nodeBinary } from './node-binary.ts';
import { layerImage } from './process-image/layer-image.ts';
import { strippedBinary } from './strip.ts';

/** What a build has made. */
export interface BuiltLayer {
  /** Absolute path of the folder that holds what `/opt` holds. */
  readonly folder: string;
  /** Absolute path of the program that Lambda starts. */
  readonly bootstrap: string;
  readonly artifacts: readonly Artifact[];
  /** What each start reads; nothing where that could not be recorded. */
  readonly hotPages?: HotPages;
  /** In a line each why its cold starts on Lambda are slower than they could be; nothing where they are not. */
  readonly slower?: string;
}

/**
 * Builds the unpacked layer of a plan. Done again without changes, it takes a fraction of a second.
 *
 * @throws BuildError when a part of it cannot be had or made
 */
export async function buildLayer(plan: BuildPlan): Promise<BuiltLayer> {
  const runtime = await bundleRuntime(plan.entry);
  const node = await nodeBinary(plan);
  const parts = {
    runtime,
    stacks: await bundleRuntime(plan.stacks),
    nodeBinary: await strippedBinary(node.file, plan),
    libatomic: node.libraries.includes(LIBATOMIC) ? await libatomic(plan) : undefined,
  };
  const bootstrap = await bootstrapOf(plan, () => layerHotPages(plan, artifactTree({ ...parts, bootstrap: '' })));
  const { content, hotPages } = bootstrap;
  const image = bootstrap.isLauncher ? await imageOf(plan, artifactTree({ ...parts, bootstrap: '' })) : undefined;
  const artifacts = artifactTree({ ...parts, bootstrap: content, image: image?.file });
  await writeArtifactTree(plan.outputFolder, artifacts);
  const slower = [bootstrap.slower, image?.slower].filter((line) => line !== undefined).join('\n') || undefined;
  return {
    folder: plan.outputFolder,
    bootstrap: join(plan.outputFolder, 'bootstrap'),
    artifacts,
    ...(hotPages !== undefined && { hotPages }),
    ...(slower !== undefined && { slower }),
  };
}

/** The layer's process image, or in one line why functions start slower than they could. */
async function imageOf(
  plan: BuildPlan,
  artifacts: readonly Artifact[],
): Promise<{ readonly file?: string; readonly slower?: string }> {
  if (plan.image === 'none') return {};
  const found = await layerImage(plan, artifacts);
  if (typeof found === 'string') return { file: found };
  return { slower: `the layer has no process image, so cold starts are slower: ${found.reason}` };
}
