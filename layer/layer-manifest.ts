import { createHash } from 'node:crypto';
import type { Architecture } from './build-plan.ts';
import type { NodeVersions } from './node-versions.ts';
import { snapbootVersion } from './snapboot-version.ts';
import type { ZipEntry } from './zip.ts';

/** Where the manifest lands, relative to `/opt`: in a folder of ours, because layers are merged there. */
export const MANIFEST_PATH = 'snapboot/manifest.json';

/** What a layer holds. Two builds of the same sources make the same manifest. */
export interface LayerManifest {
  readonly versions: {
    readonly snapboot: string;
    /** Such as `24.21.0`. */
    readonly node: string;
    /** Such as `13.6.233.17-node.53`. */
    readonly v8: string;
  };
  /** As PublishLayerVersion takes them. */
  readonly compatibleRuntimes: readonly ['provided.al2023'];
  readonly compatibleArchitectures: readonly [Architecture];
  /** Every file but the manifest, sorted by path. */
  readonly files: readonly ManifestFile[];
}

/** One file of the layer. */
export interface ManifestFile {
  /** Relative to `/opt`. */
  readonly path: string;
  /** Octal, such as `0755`. */
  readonly mode: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The manifest of a layer with these files. */
export function layerManifest(
  architecture: Architecture,
  versions: NodeVersions,
  files: readonly ZipEntry[],
): LayerManifest {
  return {
    versions: { snapboot: snapbootVersion(), ...versions },
    compatibleRuntimes: ['provided.al2023'],
    compatibleArchitectures: [architecture],
    files: files.map(manifestFile).toSorted((one, other) => (one.path < other.path ? -1 : 1)),
  };
}

/** SHA-256 in lower-case hex. */
export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function manifestFile({ path, mode, content }: ZipEntry): ManifestFile {
  return { path, mode: `0${mode.toString(8)}`, bytes: content.length, sha256: sha256(content) };
}
