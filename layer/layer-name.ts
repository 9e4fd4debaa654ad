import type { Architecture } from './build-plan.ts';

/** What the name of a published layer says, such as `snapboot-node24-x86_64`. */
export interface LayerNameParts {
  /** What the names of all variants begin with. */
  readonly family: string;
  readonly nodeMajor: number;
  readonly architecture: Architecture;
}

/** A layer version's name in full: `arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION`. */
export interface LayerVersionArn {
  readonly region: string;
  readonly name: string;
  readonly version: number;
}

/** The name under which a variant of the layer is published. */
export function layerName({ family, nodeMajor, architecture }: LayerNameParts): string {
  return `${family}-node${nodeMajor}-${architecture}`;
}

/** What the name of a published layer of the AWS SDK says. */
export type SdkLayerNameParts = Omit<LayerNameParts, 'architecture'> & Partial<Pick<LayerNameParts, 'architecture'>>;

/** The name under which the layer of the AWS SDK is published: with an image for one architecture, otherwise for both. */
export function sdkLayerName({ family, nodeMajor, architecture }: SdkLayerNameParts): string {
  return `${family}-sdk-${architecture === undefined ? '' : `${architecture}-`}node${nodeMajor}`;
}

/** Reads a name as `sdkLayerName` makes it; `undefined` for any other. */
export function parseSdkLayerName(name: string): SdkLayerNameParts | undefined {
  const { family, major, architecture } =
    /^(?<family>.+)-sdk(?:-(?<architecture>x86_64|arm64))?-node(?<major>\d+)$/.exec(name)?.groups ?? {};
  if (family === undefined || major === undefined) return undefined;
  const parts = { family, nodeMajor: Number(major) };
  return architecture === 'x86_64' || architecture === 'arm64' ? { ...parts, architecture } : parts;
}

/** Reads a name as `layerName` makes it; `undefined` for any other. */
export function parseLayerName(name: string): LayerNameParts | undefined {
  const { family, major, architecture } =
    /^(?<family>.+)-node(?<major>\d+)-(?<architecture>x86_64|arm64)$/.exec(name)?.groups ?? {};
  if (family === undefined || major === undefined) return undefined;
  return { family, nodeMajor: Number(major), architecture: architecture === 'arm64' ? 'arm64' : 'x86_64' };
}

/** Reads an ARN; `undefined` for what is not that of a layer version. */
export function parseLayerVersionArn(arn: string): LayerVersionArn | undefined {
  const [, region, name, version] = /^arn:[\w-]+:lambda:([\w-]+):\d{12}:layer:([\w-]+):(\d+)$/.exec(arn) ?? [];
  if (region === undefined || name === undefined) return undefined;
  return { region, name, version: Number(version) };
}
