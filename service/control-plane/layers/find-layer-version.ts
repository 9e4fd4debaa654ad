import { ServiceError } from '../../http/service-error.ts';
import type { Deployment } from '../deployment.ts';
import { readLayerName } from './layer-name.ts';
import { type LayerVersionRecord, layerArn } from './layer-versions.ts';

/** @throws ServiceError ResourceNotFoundException, ValidationException */
export function findLayerVersion({ layers }: Deployment, part: string, number: string): LayerVersionRecord {
  const name = readLayerName(part);
  const record = /^\d{1,15}$/.test(number) ? layers.get(name, Number(number)) : undefined;
  if (record === undefined) throw unknownVersion(`${layerArn(name)}:${number}`);
  return record;
}

/** @param arn what the caller asked for */
export function unknownVersion(arn: string): ServiceError {
  return new ServiceError(
    'ResourceNotFoundException',
    `The resource you requested does not exist: ${arn.slice(0, 200)}`,
  );
}
