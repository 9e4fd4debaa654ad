import type { Deployment } from '../deployment.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { findLayerVersion, unknownVersion } from './find-layer-version.ts';
import { describedVersion, listLayers, listLayerVersions } from './layer-lists.ts';
import { readLayerName } from './layer-name.ts';
import { layerPermissionOperations } from './layer-permissions.ts';
import { layerArn } from './layer-versions.ts';
import { publishLayerVersion } from './publish-layer-version.ts';

const LAYERS = '/2018-10-31/layers';
const VERSIONS = `${LAYERS}/{LayerName}/versions`;
const VERSION = `${VERSIONS}/{VersionNumber}`;

/** The operations on layers and their versions. */
export function layerOperations(deployment: Deployment): readonly Operation[] {
  return [
    {
      name: 'PublishLayerVersion',
      method: 'POST',
      path: VERSIONS,
      status: 201,
      takesCode: true,
      run: (call) => publishLayerVersion(deployment, call),
    },
    { name: 'GetLayerVersion', method: 'GET', path: VERSION, status: 200, run: (call) => getVersion(deployment, call) },
    // ListLayers has the same path, but for its query.
    {
      name: 'GetLayerVersionByArn',
      method: 'GET',
      path: LAYERS,
      status: 200,
      run: (call) => getOrList(deployment, call),
    },
    {
      name: 'ListLayerVersions',
      method: 'GET',
      path: VERSIONS,
      status: 200,
      run: (call) => listLayerVersions(deployment, call),
    },
    {
      name: 'DeleteLayerVersion',
      method: 'DELETE',
      path: VERSION,
      status: 204,
      run: (call) => deleteVersion(deployment, call),
    },
    ...layerPermissionOperations(deployment, VERSION),
  ];
}

function getVersion(deployment: Deployment, { parts: [part = '', number = ''], endpoint }: OperationCall): object {
  return describedVersion(findLayerVersion(deployment, part, number), endpoint);
}

function getOrList(deployment: Deployment, call: OperationCall): object {
  if (call.query.get('find') !== 'LayerVersion') return listLayers(deployment, call);
  const arn = call.query.get('Arn') ?? '';
  const [name = '', number = ''] = arn.split(':').slice(-2);
  const record = deployment.layers.get(name, Number(number));
  if (record === undefined || arn !== layerArn(name, record.Version)) throw unknownVersion(arn);
  return describedVersion(record, call.endpoint);
}

/** Deleting what is not there is no fault. */
function deleteVersion(
  { layers, policies }: Deployment,
  { parts: [part = '', number = ''] }: OperationCall,
): undefined {
  const name = readLayerName(part);
  layers.delete(name, Number(number));
  policies.delete(layerArn(name, Number(number)));
}
