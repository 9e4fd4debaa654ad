import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CloudError } from '../cloud/cloud-error.ts';
import { inParallel } from '../in-parallel.ts';
import { megabytes } from '../layer-size.ts';
import { type ZipEntry, zipped } from '../zip.ts';
import { type FunctionFile, functionFiles, readable } from './function-files.ts';

/** A function as Lambda takes it. */
export interface FunctionArchive {
  readonly zip: Uint8Array;
  /** Of the zip, in Base64 as Lambda tells it. */
  readonly codeSha256: string;
  readonly files: number;
}

// The most that CreateFunction takes in its request (Lambda quotas).
const ZIP_LIMIT = 50 * 1024 * 1024;
const FILES_AT_ONCE = 32;

/**
 * Packs a function's folder. The same files make the same bytes, wherever and whenever.
 *
 * @param zipLimit the most bytes that the zip may have
 * @throws CloudError when the folder cannot be packed or is larger than Lambda takes
 */
export async function functionArchive(folder: string, zipLimit: number = ZIP_LIMIT): Promise<FunctionArchive> {
  const files = await functionFiles(folder);
  const entries = await inParallel(FILES_AT_ONCE, files, packed);
  const zip = await zipped(entries);
  if (zip.length > zipLimit) {
    throw new CloudError(
      `${folder} is ${megabytes(zip.length)} as a zip, and Lambda takes at most ${megabytes(zipLimit)}`,
    );
  }
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64'), files: files.length };
}

async function packed({ path, source, executable }: FunctionFile): Promise<ZipEntry> {
  // Others must be able to read them: Lambda does not run functions as the owner of their files.
  return { path, mode: executable ? 0o755 : 0o644, content: await readable(path, readFile(source)) };
}
