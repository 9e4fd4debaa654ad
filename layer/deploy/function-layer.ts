import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Architecture } from '../build-plan.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { type LayerNameParts, parseLayerName, parseLayerVersionArn, parseSdkLayerName } from '../layer-name.ts';
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
 * The ARN of the layer of the AWS SDK that goes with the layer that brings snapboot.
 *
 * @param file the file that `snapboot layer publish --sdk` writes
 * @param runtime ARN of the layer that brings snapboot: functions find packages of its line of Node.js alone
 * @param need where the function is, and for what: a layer with an image for it is the better one
 * @throws CloudError when there is none
 */
export function sdkLayer(file: string, runtime: string, need: Omit<LayerNeed, 'present'>): string {
  const { region, architecture } = need;
  const nodeMajor = nameParts(runtime)?.nodeMajor ?? DEFAULT_MAJOR;
  const layers = readLayersFile(file);
  const layer =
    findLayer(layers, { region, architecture: `sdk-${architecture}`, nodeMajor }) ??
    findLayer(layers, { region, architecture: 'sdk', nodeMajor });
  if (layer !== undefined) return layer.arn;
  const publish = `snapboot layer publish --region ${region} --node ${nodeMajor} --sdk`;
  throw new CloudError(`${file} has no layer of the AWS SDK for ${region} and Node.js ${nodeMajor}: ${publish}`);
}

/**
 * Checks that a layer of the AWS SDK which the function has is of use on the layer that brings snapboot.
 *
 * @throws CloudError when it is for another line of Node.js
 */
export function checkPresentSdk(runtime: string, present: FunctionConfiguration['Layers'] = []): void {
  const nodeMajor = nameParts(runtime)?.nodeMajor;
  const names = present.map(({ Arn = '' }) => parseLayerVersionArn(Arn)?.name ?? '');
  const other = names.find((name) => (parseSdkLayerName(name)?.nodeMajor ?? nodeMajor) !== nodeMajor);
  if (nodeMajor === undefined || other === undefined) return;
  throw new CloudError(`${other} is not for Node.js ${nodeMajor}: --sdk attaches the one that is`);
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
  const name = parseLayerVersionArn(arn)?.name ?? arn;
  const sdk = parseSdkLayerName(name);
  return parseLayerName(name)?.family ?? (sdk === undefined ? name : `${sdk.family}-sdk`);
}

function nameParts(arn: string): LayerNameParts | undefined {
  const name = parseLayerVersionArn(arn)?.name;
  return name === undefined ? undefined : parseLayerName(name);
}
