import { ARCHITECTURES, type Architecture } from '../build-plan.ts';
import { snapbootVersion } from '../snapboot-version.ts';
import type { SdkLock } from './sdk-lock.ts';
import type { SdkPlan } from './sdk-plan.ts';

/** Where the manifest lands, relative to `/opt`: beside that of the runtime's layer, with which it is merged. */
export const SDK_MANIFEST_PATH = 'snapboot/sdk.json';

/** What the layer of the SDK holds. Two builds of the same sources make the same manifest. */
export interface SdkManifest {
  readonly versions: {
    readonly snapboot: string;
    /** The release of the SDK that no package is newer than. */
    readonly sdk: string;
  };
  /** `all`, `common`, or the names that were asked for. */
  readonly choice: string;
  /** As PublishLayerVersion takes them. */
  readonly compatibleRuntimes: readonly ['provided.al2023'];
  readonly compatibleArchitectures: readonly Architecture[];
  /** SPDX identifiers of the packages' licenses, each once. */
  readonly licenses: readonly string[];
  /** Of all files but the manifest. */
  readonly unpackedBytes: number;
  readonly packages: readonly SdkPackage[];
}

/** One package of the layer. */
export interface SdkPackage {
  /** Where it is below the layer's folder, such as `node_modules/@aws-sdk/client-s3`. */
  readonly path: string;
  readonly version: string;
  /** Of the tarball that it comes from, as in Subresource Integrity. */
  readonly integrity: string;
}

/** The manifest of a layer with these packages. */
export function sdkManifest(
  { release, packages }: SdkLock,
  { choice, runtime }: Pick<SdkPlan, 'choice' | 'runtime'>,
  unpackedBytes: number,
): SdkManifest {
  const entries = Object.entries(packages).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    versions: { snapboot: snapbootVersion(), sdk: release },
    choice: choice.text,
    compatibleRuntimes: ['provided.al2023'],
    compatibleArchitectures: runtime === undefined ? ARCHITECTURES : [runtime.architecture],
    licenses: [...new Set(entries.flatMap(([, { license = [] }]) => license))].toSorted(),
    unpackedBytes,
    packages: entries.map(([path, { version, integrity }]) => ({ path, version, integrity })),
  };
}
