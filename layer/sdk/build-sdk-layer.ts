import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Absence } from '../absence.ts';
import { type Artifact, writeArtifactTree } from '../artifact-tree.ts';
import { BuildError } from '../build-error.ts';
import { fetchPackages } from './fetch-packages.ts';
import { SDK_IMAGE_PATH, sdkImage } from './sdk-image.ts';
import { lockOf, pinnedSdk, type SdkLock } from './sdk-lock.ts';
import type { SdkPlan } from './sdk-plan.ts';

type FileArtifact = Artifact & { readonly content: { readonly file: string } };

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
 * @returns why it cannot have the image that the plan wants, where that is so
 * @throws BuildError when packages cannot be had
 */
export async function buildSdkLayer(plan: SdkPlan): Promise<BuiltSdkLayer | Absence> {
  const lock = lockOf(pinnedSdk(), plan.choice.names);
  const fetched = await fetchPackages(lock, plan.cacheFolder);
  const files = await filesBelow(fetched);
  checkNothingNative(files);
  const packages = files.map((file) => artifactOf(fetched, file, plan.nodeMajor));
  const image = await imageOf(plan, packages);
  if ('reason' in image) return image;
  const artifacts = [...packages, ...image];
  await writeArtifactTree(plan.outputFolder, artifacts);
  const sizes = await Promise.all(artifacts.map(async ({ content }) => (await stat(content.file)).size));
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

/** Packages serve both architectures. */
function checkNothingNative(files: readonly string[]): void {
  const native = files.find((file) => file.endsWith('.node'));
  if (native !== undefined) throw new BuildError(`${native}: the layer of the AWS SDK is for no single architecture`);
}

async function imageOf(
  { runtime, choice }: SdkPlan,
  packages: readonly FileArtifact[],
): Promise<readonly FileArtifact[] | Absence> {
  if (runtime === undefined) return [];
  const image = await sdkImage(runtime, packages, choice.names);
  return typeof image === 'string' ? [{ path: SDK_IMAGE_PATH, mode: 0o644, content: { file: image } }] : image;
}

function artifactOf(fetched: string, file: string, nodeMajor: number): FileArtifact {
  return { path: `nodejs/node${nodeMajor}/${file}`, mode: 0o644, content: { file: join(fetched, file) } };
}
