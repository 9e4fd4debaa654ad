import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Absence } from '../absence.ts';
import { jsonText, makeWritable, writeWhole } from '../archive-files.ts';
import type { Architecture, BuildPlan } from '../build-plan.ts';
import { sha256 } from '../layer-manifest.ts';
import { checkUnpackedSize, checkZipSize, type LayerLimits, SDK_LIMITS } from '../layer-size.ts';
import { say, withElapsedTime } from '../progress.ts';
import { type ZipEntry, zipped } from '../zip.ts';
import { type BuiltSdkLayer, buildSdkLayer } from './build-sdk-layer.ts';
import { SDK_MANIFEST_PATH, type SdkManifest, sdkManifest } from './sdk-manifest.ts';
import { type SdkPlan, withImageOf } from './sdk-plan.ts';

/** The layer of the SDK as users publish it: one zip for both architectures, or with an image for one. */
export interface SdkArchive {
  /** Absolute path. */
  readonly zipFile: string;
  /** Absolute path of the folder that holds what the layer brings to `/opt`. */
  readonly folder: string;
  /** Of the zip, lower-case hex. */
  readonly sha256: string;
  /** Size of the zip. */
  readonly bytes: number;
  /** With an image: the only one that it is for. */
  readonly architecture?: Architecture;
  /** Such as `24`. */
  readonly nodeMajor: number;
  /** The release of the SDK that no package is newer than, such as `3.1164.0`. */
  readonly sdkVersion: string;
  readonly manifest: SdkManifest;
}

/** The file beside a zip, of the same name but for `.json`: the manifest, and which zip it is that holds it. */
export interface SdkDescription extends SdkManifest {
  readonly zip: { readonly file: string; readonly bytes: number; readonly sha256: string };
}

/**
 * Builds the layers of the SDK that go with these layers of the runtime: one with an image for each that can have one, and
 * one without for the others.
 *
 * @throws BuildError as buildSdkArchive does
 */
export async function buildSdkArchives(plan: SdkPlan, runtimes: readonly BuildPlan[]): Promise<readonly SdkArchive[]> {
  const archives: SdkArchive[] = [];
  for (const runtime of runtimes.filter(
    ({ bootstrapKind, image }) => bootstrapKind === 'launcher' && image === 'own',
  )) {
    const found = await buildSdkArchive(withImageOf(plan, runtime));
    if (!('reason' in found)) archives.push(found);
    else say(`the layer of the AWS SDK has no process image for ${runtime.architecture}: ${found.reason}`);
  }
  if (archives.length === runtimes.length) return archives;
  const plain = await buildSdkArchive(plan);
  return 'reason' in plain ? archives : [...archives, plain];
}

/**
 * Builds the layer of the SDK and packs it as `snapboot-sdk-node24.zip`, with an image `snapboot-sdk-x86_64-node24.zip`, with a description beside it. Two
 * builds of the same sources make the same bytes.
 *
 * @returns why it cannot have the image that the plan wants, where that is so
 * @throws BuildError when packages cannot be had, or the layer is larger than it may be
 */
export async function buildSdkArchive(plan: SdkPlan): Promise<SdkArchive | Absence> {
  await makeWritable(plan.outputFolder, plan.outOption);
  await makeWritable(plan.archiveFolder, plan.outOption);
  const layer = await buildSdkLayer(plan);
  return 'reason' in layer ? layer : packSdkLayer(layer, plan);
}

/**
 * Packs a layer of the SDK that is built.
 *
 * @throws BuildError when it is larger than the limits
 */
export async function packSdkLayer(
  layer: BuiltSdkLayer,
  plan: SdkPlan,
  limits: LayerLimits = SDK_LIMITS,
): Promise<SdkArchive> {
  const name = `snapboot-${plan.name}`;
  checkUnpackedSize('the layer of the AWS SDK', layer.bytes, limits);
  const manifest = sdkManifest(layer.lock, plan, layer.bytes);
  const zip = await withElapsedTime(`packing ${name}.zip`, zipped(await entriesOf(layer, manifest)));
  checkZipSize(`${name}.zip`, zip.length, limits);
  const description = { file: `${name}.zip`, bytes: zip.length, sha256: sha256(zip) };
  await writeWhole(join(plan.archiveFolder, `${name}.zip`), zip);
  await writeWhole(
    join(plan.archiveFolder, `${name}.json`),
    jsonText({ zip: description, ...manifest } satisfies SdkDescription),
  );
  return {
    zipFile: join(plan.archiveFolder, `${name}.zip`),
    folder: layer.folder,
    sha256: description.sha256,
    bytes: zip.length,
    ...(plan.runtime !== undefined && { architecture: plan.runtime.architecture }),
    nodeMajor: plan.nodeMajor,
    sdkVersion: manifest.versions.sdk,
    manifest,
  };
}

async function entriesOf({ folder, files }: BuiltSdkLayer, manifest: SdkManifest): Promise<readonly ZipEntry[]> {
  const entries: ZipEntry[] = [{ path: SDK_MANIFEST_PATH, mode: 0o644, content: Buffer.from(jsonText(manifest)) }];
  // One after the other: they are thousands.
  for (const path of files) entries.push({ path, mode: 0o644, content: await readFile(join(folder, path)) });
  return entries;
}
