import type { Architecture } from '../build-plan.ts';
import type { LayerArchive } from '../layer-archive.ts';
import { layerName, sdkLayerName } from '../layer-name.ts';
import type { LayerPlace, PublishedLayer } from '../layers-file.ts';
import type { SdkArchive } from '../sdk/sdk-archive.ts';
import { snapbootVersion } from '../snapboot-version.ts';

/** What is published as a layer: the runtime for one architecture, or the AWS SDK for one or both. */
export type Publishable = LayerArchive | SdkArchive;

/** What Lambda and the file of ARNs are told of a layer. */
export interface PublishableFacts {
  readonly name: string;
  /** In the description of a version, unless the user has words of their own. */
  readonly words: string;
  /** As SPDX writes it. */
  readonly license: string;
  readonly architectures: readonly Architecture[];
  readonly place: Omit<LayerPlace, 'region'>;
  readonly noted: Pick<PublishedLayer, 'nodeVersion' | 'sdkVersion'>;
}

/** The facts of an archive, published under a name that begins with `family`. */
export function publishableFacts(family: string, archive: Publishable): PublishableFacts {
  const { nodeMajor } = archive;
  if ('sdkVersion' in archive) {
    const { sdkVersion, manifest, architecture } = archive;
    const image = architecture === undefined ? '' : `, ${architecture}`;
    return {
      name: sdkLayerName({ family, nodeMajor, ...(architecture !== undefined && { architecture }) }),
      words: `AWS SDK for JavaScript ${sdkVersion}, ${manifest.packages.length} packages, Node.js ${nodeMajor}${image}`,
      license: manifest.licenses.join(' AND '),
      architectures: manifest.compatibleArchitectures,
      place: { architecture: architecture === undefined ? 'sdk' : `sdk-${architecture}`, nodeMajor },
      noted: { sdkVersion },
    };
  }
  const { architecture, nodeVersion } = archive;
  return {
    name: layerName({ family, nodeMajor, architecture }),
    words: `snapboot ${snapbootVersion()}, Node.js ${nodeVersion}, ${architecture}`,
    license: 'Apache-2.0',
    architectures: [architecture],
    place: { architecture, nodeMajor },
    noted: { nodeVersion },
  };
}
