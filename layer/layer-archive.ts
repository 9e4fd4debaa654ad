import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonText, makeWritable, writeWhole } from './archive-files.ts';
import { type BuiltLayer, buildLayer } from './build-layer.ts';
import { type Architecture, type BuildPlan, majorVersion } from './build-plan.ts';
import { type LayerManifest, layerManifest, MANIFEST_PATH, sha256 } from './layer-manifest.ts';
import { checkUnpackedSize, checkZipSize, LAYER_LIMITS, type LayerLimits } from './layer-size.ts';
import { nodeVersionsIn } from './node-versions.ts';
import { say, withElapsedTime } from './progress.ts';
import { type ZipEntry, zipped } from './zip.ts';

/** A layer as users publish it: one zip. */
export interface LayerArchive {
  /** Absolute path. */
  readonly zipFile: string;
  /** Of the zip, lower-case hex. */
  readonly sha256: string;
  /** Size of the zip. */
  readonly bytes: number;
  readonly architecture: Architecture;
  /** Such as `24`. */
  readonly nodeMajor: number;
  /** Such as `24.21.0`. */
  readonly nodeVersion: string;
  readonly manifest: LayerManifest;
}

/** The file beside a zip, of the same name but for `.json`: the manifest, and which zip it is that holds it. */
export interface ArchiveDescription extends LayerManifest {
  readonly zip: { readonly file: string; readonly bytes: number; readonly sha256: string };
}

/**
 * Builds the layer of a plan and packs it: `snapboot-node24-arm64.zip` and the like, with a description beside it. Two
 * builds of the same sources make the same bytes.
 *
 * @throws BuildError when a part of it cannot be had, made or written, or is larger than Lambda takes
 */
export async function buildArchive(plan: BuildPlan): Promise<LayerArchive> {
  await makeWritable(plan.outputFolder, plan.outOption);
  await makeWritable(plan.archiveFolder, plan.outOption);
  const layer = await buildLayer(plan);
  if (layer.slower !== undefined) say(layer.slower);
  return packLayer(layer, plan);
}

/**
 * Packs a layer that is built.
 *
 * @throws BuildError when it is larger than the limits
 */
export async function packLayer(
  layer: BuiltLayer,
  plan: BuildPlan,
  limits: LayerLimits = LAYER_LIMITS,
): Promise<LayerArchive> {
  const image = plan.image === 'own' ? '' : '-no-image';
  const variant = plan.bootstrapKind === 'launcher' ? image : `-${plan.bootstrapKind}`;
  const name = `snapboot-node${majorVersion(plan.nodeVersion)}-${plan.architecture}${variant}`;
  const files = await Promise.all(layer.artifacts.map(({ path, mode }) => readEntry(layer.folder, path, mode)));
  const manifest = manifestOf(files, plan);
  const entries = [...files, manifestEntry(manifest)];
  checkUnpackedSize(
    `the layer for ${plan.architecture}`,
    entries.reduce((sum, { content }) => sum + content.length, 0),
    limits,
  );
  const zip = await withElapsedTime(`packing ${name}.zip`, zipped(entries));
  checkZipSize(`${name}.zip`, zip.length, limits);
  const description = { file: `${name}.zip`, bytes: zip.length, sha256: sha256(zip) };
  await writeWhole(join(plan.archiveFolder, `${name}.zip`), zip);
  await writeWhole(
    join(plan.archiveFolder, `${name}.json`),
    jsonText({ zip: description, ...manifest } satisfies ArchiveDescription),
  );
  return {
    zipFile: join(plan.archiveFolder, `${name}.zip`),
    sha256: description.sha256,
    bytes: zip.length,
    architecture: plan.architecture,
    nodeMajor: Number(majorVersion(plan.nodeVersion)),
    nodeVersion: manifest.versions.node,
    manifest,
  };
}

async function readEntry(folder: string, path: string, mode: number): Promise<ZipEntry> {
  return { path, mode, content: await readFile(join(folder, path)) };
}

function manifestOf(files: readonly ZipEntry[], plan: BuildPlan): LayerManifest {
  const node = files.find(({ path }) => path === 'bin/node')?.content ?? new Uint8Array();
  const bytes = Buffer.from(node.buffer, node.byteOffset, node.byteLength);
  return layerManifest(plan.architecture, nodeVersionsIn(bytes, plan), files);
}

function manifestEntry(manifest: LayerManifest): ZipEntry {
  return { path: MANIFEST_PATH, mode: 0o644, content: Buffer.from(jsonText(manifest)) };
}
