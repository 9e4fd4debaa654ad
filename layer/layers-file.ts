import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Architecture } from './build-plan.ts';
import { CloudError } from './cloud/cloud-error.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * What was published last, by region, architecture and Node.js line: `file['eu-west-1'].arm64['24'].arn`. The layer of the
 * AWS SDK stands where the architecture does: `file['eu-west-1'].sdk['24'].arn`, with an image `['sdk-arm64']['24']`.
 */
export type LayersFile = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, PublishedLayer>>>>>>;

/** One published layer version. */
export interface PublishedLayer {
  /** Of the layer version. */
  readonly arn: string;
  readonly version: number;
  /** Of the zip, lower-case hex. */
  readonly sha256: string;
  /** Such as `24.21.0`, of a layer with the runtime. */
  readonly nodeVersion?: string;
  /** Such as `3.1164.0`, of a layer with the AWS SDK. */
  readonly sdkVersion?: string;
}

/** Where an entry stands in the file. */
export interface LayerPlace {
  readonly region: string;
  readonly architecture: Architecture | 'sdk' | `sdk-${Architecture}`;
  readonly nodeMajor: number;
}

/** Where the file is unless an option says otherwise: in the current folder. */
export const LAYERS_FILE = 'layers.json';

/**
 * Reads the file; one that is not there has no entries.
 *
 * @throws CloudError when it is something else
 */
export function readLayersFile(file: string): LayersFile {
  const text = readText(file);
  if (text === undefined) return {};
  const content = parse(text);
  if (content === undefined) throw new CloudError(`${file} is not what snapboot layer publish writes; move it away`);
  return content;
}

/** The entry of a place, when there is one. */
export function findLayer(
  file: LayersFile,
  { region, architecture, nodeMajor }: LayerPlace,
): PublishedLayer | undefined {
  return file[region]?.[architecture]?.[nodeMajor];
}

/**
 * Puts one entry into the file, which appears whole or not at all; every other entry stays. Nothing of this process
 * comes between reading and writing.
 *
 * @throws CloudError when it cannot be written
 */
export function writeLayer(file: string, { region, architecture, nodeMajor }: LayerPlace, layer: PublishedLayer): void {
  const content = readLayersFile(file);
  const ofRegion = content[region] ?? {};
  const ofArchitecture = ofRegion[architecture] ?? {};
  const merged = { ...content, [region]: { ...ofRegion, [architecture]: { ...ofArchitecture, [nodeMajor]: layer } } };
  writeWhole(file, `${JSON.stringify(sorted(merged), undefined, 2)}\n`);
}

function writeWhole(file: string, text: string): void {
  const temporary = temporaryName(file);
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (cause) {
    throw new CloudError(`${file} cannot be written: ${(cause as Error).message}`, { cause });
  } finally {
    rmSync(temporary, { force: true });
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CloudError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function parse(text: string): LayersFile | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return isNested(content, 3) ? (content as LayersFile) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether objects stand in objects to this depth, and layers in the innermost. */
function isNested(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (depth === 0) return 'arn' in value && typeof value.arn === 'string';
  return Object.values(value).every((part) => isNested(part, depth - 1));
}

/** With regions in the order of their names, so that the file does not depend on which one was the fastest. */
function sorted(content: LayersFile): LayersFile {
  return Object.fromEntries(Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1)));
}
