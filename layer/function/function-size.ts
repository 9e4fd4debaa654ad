import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { BuildError } from '../build-error.ts';
import { REQUEST_LIMIT } from '../deploy/function-code.ts';
import { UNZIPPED_LIMIT } from '../deploy/function-files.ts';
import { megabytes } from '../layer-size.ts';
import type { FunctionManifest } from './function-manifest.ts';

/** A built function, as far as its size goes. */
export interface SizedFunction {
  readonly folder: string;
  readonly zipBytes: number;
  readonly manifest: FunctionManifest;
}

/** All files of a built function together, in bytes. */
export function unpackedBytes({ files }: FunctionManifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** @throws BuildError for what Lambda takes in no way but as a container image */
export function checkFunctionSize(name: string, manifest: FunctionManifest): void {
  const bytes = unpackedBytes(manifest);
  if (bytes <= UNZIPPED_LIMIT) return;
  const largest = manifest.files.toSorted((one, other) => other.bytes - one.bytes)[0];
  const told = largest === undefined ? '' : `; ${largest.path} alone is ${megabytes(largest.bytes)}`;
  const sizes = `${megabytes(bytes)} unpacked, and Lambda takes ${megabytes(UNZIPPED_LIMIT)}, layers included`;
  throw new BuildError(`${name} is ${sizes}${told}: leave files out, or deploy a container image`);
}

/**
 * What a function of that size can no longer do, one line each; mostly nothing.
 *
 * @param layerFolder the layer that it was built for, where that is there
 */
export async function sizeLines(
  { folder, zipBytes, manifest }: SizedFunction,
  layerFolder: string,
): Promise<readonly string[]> {
  const layer = await folderBytes(layerFolder);
  const whole = unpackedBytes(manifest) + layer;
  return [
    ...(zipBytes > REQUEST_LIMIT ? [requestLine(folder)] : []),
    ...(whole > UNZIPPED_LIMIT ? [layerLine(layer, whole)] : []),
  ];
}

function requestLine(folder: string): string {
  const cannot = `a zip of more than ${megabytes(REQUEST_LIMIT)} cannot be sent to Lambda in a request, nor uploaded in its console`;
  return `${cannot}, but through S3: snapboot function deploy ${relative('.', folder)} --bucket NAME`;
}

function layerLine(layer: number, whole: number): string {
  const sizes = `with snapboot's layer of ${megabytes(layer)} it is ${megabytes(whole)} unpacked`;
  return `${sizes}, and Lambda takes ${megabytes(UNZIPPED_LIMIT)}: on the layer it cannot be deployed, in a container image it can`;
}

async function folderBytes(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(files.map((file) => stat(file)));
  return found.reduce((sum, { size }) => sum + size, 0);
}
