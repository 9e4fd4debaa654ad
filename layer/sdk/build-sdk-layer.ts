import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Artifact, writeArtifactTree } from '../artifact-tree.ts';
import { BuildError } from '../build-error.ts';
import { fetchPackages } from './fetch-packages.ts';
import { lockOf, pinnedSdk, type SdkLock } from './sdk-lock.ts';
import type { SdkPlan } from './sdk-plan.ts';

/** What a build of the SDK's layer has made. */
export interface BuiltSdkLayer {
  /** Absolute path of the folder that holds what the layer brings to `/opt`. */
  readonly folder: string;
  /** Its files, relative to it. */
  readonly files: readonly string[];
  readonly bytes: number;
  /** The packages in it. */
  readonly lock: SdkLock;
}

/**
 * Builds the unpacked layer of the SDK: packages as they were published, where functions on one line of Node.js find
 * them by `require` and `import`.
 *
 * @throws BuildError when packages cannot be had
 */
export async function buildSdkLayer(plan: SdkPlan): Promise<BuiltSdkLayer> {
  const lock = lockOf(pinnedSdk(), plan.choice.names);
  const fetched = await fetchPackages(lock, plan.cacheFolder);
  const files = await filesBelow(fetched);
  checkNothingNative(files);
  const artifacts = files.map((file) => artifactOf(fetched, file, plan.nodeMajor));
  await writeArtifactTree(plan.outputFolder, artifacts);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(fetched, file))).size));
  return {
    folder: plan.outputFolder,
    files: artifacts.map(({ path }) => path),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    lock,
  };
}

/** In the order of their names, whatever the file system's is. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).toSorted();
}

/** One layer serves both architectures. */
function checkNothingNative(files: readonly string[]): void {
  const native = files.find((file) => file.endsWith('.node'));
  if (native !== undefined) throw new BuildError(`${native}: the layer of the AWS SDK is for no single architecture`);
}

function artifactOf(fetched: string, file: string, nodeMajor: number): Artifact {
  return { path: `nodejs/node${nodeMajor}/${file}`, mode: 0o644, content: { file: join(fetched, file) } };
}
