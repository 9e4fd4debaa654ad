import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Architecture } from '../build-plan.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { type LayerNameParts, parseLayerName, parseLayerVersionArn } from '../layer-name.ts';
import { findLayer, readLayersFile } from '../layers-file.ts';
import type { LayerSource } from './deploy-options.ts';

const DEFAULT_MAJOR = 24;

/** What a layer must fit to. */
export interface LayerNeed {
  readonly region: string;
  readonly architecture: Architecture;
  /** Layers that the function has by now. */
  readonly present: FunctionConfiguration['Layers'];
}

/**
 * The ARN of the layer that brings snapboot to a function.
 *
 * @throws CloudError when there is none, or it does not fit
 */
export function functionLayer(source: LayerSource, need: LayerNeed): string {
  return source.kind === 'arn' ? fittingArn(source.arn, need) : notedArn(source, need);
}

/**
 * All layers of a function once it has this one. It takes the place of another version or variant of its own, or comes
 * last, where its files win.
 */
export function layersWith(arn: string, present: FunctionConfiguration['Layers'] = []): string[] {
  const arns = present.flatMap(({ Arn }) => Arn ?? []);
  const place = arns.findIndex((other) => family(other) === family(arn));
  const others = arns.filter((other) => family(other) !== family(arn));
  return others.toSpliced(place === -1 ? others.length : place, 0, arn);
}

function fittingArn(arn: string, { region, architecture }: LayerNeed): string {
  const layer = parseLayerVersionArn(arn);
  if (layer === undefined) {
    throw new CloudError(`--layer ${arn}: this is not arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION`);
  }
  if (layer.region !== region) throw new CloudError(`--layer ${arn}: the function is in ${region}, layers must be too`);
  const made = parseLayerName(layer.name)?.architecture ?? architecture;
  if (made !== architecture)
    throw new CloudError(`--layer ${arn}: it is made for ${made}, the function for ${architecture}`);
  return arn;
}

function notedArn({ file, nodeMajor }: LayerSource & { kind: 'file' }, need: LayerNeed): string {
  const major = nodeMajor ?? presentMajor(need.present) ?? DEFAULT_MAJOR;
  const layer = findLayer(readLayersFile(file), { ...need, nodeMajor: major });
  if (layer !== undefined) return layer.arn;
  const { region, architecture } = need;
  const publish = `snapboot layer publish --region ${region} --arch ${architecture} --node ${major}`;
  throw new CloudError(
    `${file} has no layer for ${region}, ${architecture} and Node.js ${major}: ${publish}, or --layer ARN`,
  );
}

/** A function stays on its line of Node.js. */
function presentMajor(present: FunctionConfiguration['Layers'] = []): number | undefined {
  return present.flatMap(({ Arn = '' }) => nameParts(Arn)?.nodeMajor ?? [])[0];
}

/** What all versions and variants of a layer have in common. */
function family(arn: string): string {
  return nameParts(arn)?.family ?? parseLayerVersionArn(arn)?.name ?? arn;
}

function nameParts(arn: string): LayerNameParts | undefined {
  const name = parseLayerVersionArn(arn)?.name;
  return name === undefined ? undefined : parseLayerName(name);
}
