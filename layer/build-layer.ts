import { join } from 'node:path';
import { type Artifact, artifactTree, writeArtifactTree } from './artifact-tree.ts';
import { bootstrapOf } from './bootstrap-of.ts';
import type { BuildPlan } from './build-plan.ts';
import { bundleRuntime } from './bundle.ts';
import { LIBATOMIC, libatomic } from './libatomic.ts';
import { nodeBinary } from './node-binary.ts';
import { strippedBinary } from './strip.ts';

/** What a build has made. */
export interface BuiltLayer {
  /** Absolute path of the folder that holds what `/opt` holds. */
  readonly folder: string;
  /** Absolute path of the program that Lambda starts. */
  readonly bootstrap: string;
  readonly artifacts: readonly Artifact[];
}

/**
 * Builds the unpacked layer of a plan. Done again without changes, it takes a fraction of a second.
 *
 * @throws BuildError when a part of it cannot be had or made
 */
export async function buildLayer(plan: BuildPlan): Promise<BuiltLayer> {
  const bootstrap = await bootstrapOf(plan);
  const runtime = await bundleRuntime(plan.entry);
  const node = await nodeBinary(plan);
  const artifacts = artifactTree({
    bootstrap,
    runtime,
    stacks: await bundleRuntime(plan.stacks),
    nodeBinary: await strippedBinary(node.file, plan),
    libatomic: node.libraries.includes(LIBATOMIC) ? await libatomic(plan) : undefined,
  });
  await writeArtifactTree(plan.outputFolder, artifacts);
  return { folder: plan.outputFolder, bootstrap: join(plan.outputFolder, 'bootstrap'), artifacts };
}
