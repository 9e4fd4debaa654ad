import type { Deployment } from '../deployment.ts';
import { codeLocation } from '../functions/code-download.ts';
import type { OperationCall } from '../operation.ts';
import { pageOf } from '../page.ts';
import { readLayerName } from './layer-name.ts';
import { type LayerVersionRecord, layerArn } from './layer-versions.ts';

/** ListLayers: each with its newest version that fits. */
export function listLayers({ layers }: Deployment, { query }: OperationCall): object {
  const newest = new Map<string, LayerVersionRecord>();
  for (const record of layers.list().filter((each) => fits(each, query))) {
    if (!newest.has(record.LayerName)) newest.set(record.LayerName, record);
  }
  const { items, ...more } = pageOf([...newest.values()].toReversed(), ({ LayerName }) => LayerName, query);
  const Layers = items.map((record) => ({
    LayerName: record.LayerName,
    LayerArn: layerArn(record.LayerName),
    LatestMatchingVersion: listedVersion(record),
  }));
  return { Layers, ...more };
}

/** ListLayerVersions: the newest first. */
export function listLayerVersions({ layers }: Deployment, { parts: [part = ''], query }: OperationCall): object {
  const versions = layers.list(readLayerName(part)).filter((each) => fits(each, query));
  const { items, ...more } = pageOf(versions, ({ Version }) => String(Version), query);
  return { LayerVersions: items.map(listedVersion), ...more };
}

/** A version of a layer with its content, as GetLayerVersion and PublishLayerVersion answer it. */
export function describedVersion(record: LayerVersionRecord, endpoint: string): object {
  const { CodeSha256, CodeSize, LayerName } = record;
  return {
    ...listedVersion(record),
    LayerArn: layerArn(LayerName),
    Content: { Location: codeLocation(endpoint, CodeSha256), CodeSha256, CodeSize },
  };
}

function listedVersion(record: LayerVersionRecord): object {
  const { LayerName, CodeSha256: _sha256, CodeSize: _size, UnzippedSize: _unzipped, ...listed } = record;
  return { ...listed, LayerVersionArn: layerArn(LayerName, record.Version) };
}

/** As in Lambda, a version that names no runtimes is found for none. */
function fits({ CompatibleRuntimes, CompatibleArchitectures }: LayerVersionRecord, query: URLSearchParams): boolean {
  const runtime = query.get('CompatibleRuntime');
  const architecture = query.get('CompatibleArchitecture');
  if (runtime !== null && !(CompatibleRuntimes ?? []).includes(runtime)) return false;
  return architecture === null || (CompatibleArchitectures ?? []).includes(architecture);
}
