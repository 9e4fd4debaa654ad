import { BuildError } from './build-error.ts';

/** How large a layer may become. */
export interface LayerLimits {
  readonly zipBytes: number;
  readonly unpackedBytes: number;
  /** Goes with the fault of one that is too large unpacked. */
  readonly advice: string;
}

const MB = 1024 * 1024;

/**
 * 50 MB is the most that PublishLayerVersion takes in its request (Lambda quotas). Of the 250 MB that a function and its
 * layers may have unpacked, a runtime should leave 100 MB.
 */
export const LAYER_LIMITS: LayerLimits = {
  zipBytes: 50 * MB,
  unpackedBytes: 150 * MB,
  advice: 'a binary that keeps its symbols is the usual reason',
};

/**
 * Of the layer of the AWS SDK: 43 MB of packages, 47 of an image. Beside a runtime, which has 122 MB with the image of its
 * own, 30 MB and more are the function's; without images it is 100.
 */
export const SDK_LIMITS: LayerLimits = {
  zipBytes: 50 * MB,
  unpackedBytes: 95 * MB,
  advice: '--sdk common holds less',
};

/**
 * Checks the size of what a layer holds in `/opt`.
 *
 * @throws BuildError when it is over the limit
 */
export function checkUnpackedSize(name: string, bytes: number, limits: LayerLimits = LAYER_LIMITS): void {
  const { unpackedBytes, advice } = limits;
  if (bytes <= unpackedBytes) return;
  throw new BuildError(`${name} is ${megabytes(bytes)} unpacked, its budget ${megabytes(unpackedBytes)}; ${advice}`);
}

/**
 * Checks the size of the zip.
 *
 * @throws BuildError when Lambda would not take it in a request
 */
export function checkZipSize(name: string, bytes: number, { zipBytes }: LayerLimits = LAYER_LIMITS): void {
  if (bytes <= zipBytes) return;
  throw new BuildError(
    `${name} is ${megabytes(bytes)}, and PublishLayerVersion takes ${megabytes(zipBytes)} in its request`,
  );
}

/** Such as `35.1 KB` or `39.1 MB`. */
export function fileSize(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1024).toFixed(1)} KB` : megabytes(bytes);
}

/** Such as `39.1 MB`; rounded up, so that what is over a limit looks so. */
export function megabytes(bytes: number): string {
  return `${(Math.ceil((bytes / MB) * 10) / 10).toFixed(1)} MB`;
}
