import { existsSync } from 'node:fs';
import { copyFile, type FileHandle, link, mkdir, open, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { ImageFile, type ImageMap } from '../../layer/process-image/image-file.ts';
import { HEADER_PLACES } from '../../layer/process-image/image-format.ts';
import { takeImage } from '../../layer/process-image/take-image.ts';
import { ARCHITECTURE, builtLayer } from './built-layer.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** What the launcher says before why no image is used. */
export const UNUSED = 'snapboot: the process image is not used, the function starts without it: ';

/** The image of a layer, for all tests of a file: taken once. */
let taken: Promise<Buffer | string> | undefined;

/** The layer under test with an image of it, which a test may change. */
export interface ImageLayer extends TemporaryFolder {
  readonly bootstrap: string;
  /** Path of the image. */
  readonly image: string;
}

/** Makes such a layer; skips the test where no image can be taken. */
export async function imageLayer({ skip }: Pick<TestContext, 'skip'>): Promise<ImageLayer> {
  taken ??= take();
  const image = await taken;
  if (typeof image === 'string') return skip(image);
  const folder = await temporaryFolder({}, 'snapboot-image-layer-');
  const inLayer = (name: string): string => join(builtLayer(), name);
  await mkdir(join(folder.path, 'snapboot'));
  await mkdir(join(folder.path, 'bin'));
  // The program finds its layer by its own path.
  await copyFile(inLayer('bootstrap'), join(folder.path, 'bootstrap'));
  await copyFile(inLayer('snapboot/runtime.cjs'), join(folder.path, 'snapboot/runtime.cjs'));
  await link(inLayer('bin/node'), join(folder.path, 'bin/node')).catch(() =>
    copyFile(inLayer('bin/node'), join(folder.path, 'bin/node')),
  );
  await symlink(inLayer('lib'), join(folder.path, 'lib'));
  const file = join(folder.path, 'snapboot/image');
  await writeFile(file, image);
  return { ...folder, bootstrap: join(folder.path, 'bootstrap'), image: file };
}

/** That of the layer under test, where it has one. */
async function take(): Promise<Buffer | string> {
  const built = join(builtLayer(), 'snapboot/image');
  if (existsSync(built)) return await readFile(built);
  await using task = await temporaryFolder();
  const { cacheFolder } = readBuildPlan([]);
  const plan = { architecture: ARCHITECTURE, cacheFolder, layer: builtLayer(), taskRoot: task.path, variables: {} };
  const image = await takeImage({ ...plan, settings: { kind: 'layer' } });
  return 'reason' in image ? image.reason : image.content;
}

/** Writes into an image; the checksum is as it was. */
export async function patchImage(layer: ImageLayer, at: number, bytes: Buffer): Promise<void> {
  await using file: FileHandle = await open(layer.image, 'r+');
  await file.write(bytes, 0, bytes.length, at);
}

/** Writes a number of 4 or 8 bytes into the header, and the checksum that belongs to it. */
export async function falsifyImage(layer: ImageLayer, at: number, value: number | bigint): Promise<void> {
  const bytes = Buffer.alloc(typeof value === 'bigint' ? 8 : 4);
  if (typeof value === 'bigint') bytes.writeBigUInt64LE(value);
  else bytes.writeUInt32LE(value);
  await patchImage(layer, at, bytes);
  new ImageFile(layer.image).save();
}

/** Changes bits of one byte; the checksum is as it was. */
export async function flipByte(layer: ImageLayer, at: number, bits: number): Promise<void> {
  const byte = await readImage(layer, at, 1);
  await patchImage(layer, at, Buffer.from([byte.readUInt8() ^ bits]));
}

/** How much the image says of itself. */
export async function headerBytesOf(layer: ImageLayer): Promise<number> {
  return (await readImage(layer, HEADER_PLACES.header_bytes, 4)).readUInt32LE();
}

async function readImage(layer: ImageLayer, at: number, bytes: number): Promise<Buffer> {
  await using file = await open(layer.image, 'r');
  const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  return buffer;
}

/** What memory the image has. */
export function mapsOf(layer: ImageLayer): readonly ImageMap[] {
  return new ImageFile(layer.image).maps;
}

export function cutImage(layer: ImageLayer, bytes: number): Promise<void> {
  return truncate(layer.image, bytes);
}
