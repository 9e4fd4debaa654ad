import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { inParallel } from '../in-parallel.ts';
import { type ZipEntry, zipped } from '../zip.ts';
import { type FunctionFile, functionFiles, readable } from './function-files.ts';

/** A function as Lambda takes it. */
export interface FunctionArchive {
  readonly zip: Uint8Array;
  /** Of the zip, in lower-case hex. */
  readonly sha256: string;
  /** The same in Base64, as Lambda tells it. */
  readonly codeSha256: string;
  readonly files: number;
}

const FILES_AT_ONCE = 32;

/**
 * Packs a function's folder. The same files make the same bytes, wherever and whenever.
 *
 * @throws CloudError when the folder cannot be packed or is larger than Lambda takes
 */
export async function functionArchive(folder: string): Promise<FunctionArchive> {
  const files = await functionFiles(folder);
  const entries = await inParallel(FILES_AT_ONCE, files, packed);
  const zip = await zipped(entries);
  const hash = createHash('sha256').update(zip).digest();
  return { zip, sha256: hash.toString('hex'), codeSha256: hash.toString('base64'), files: files.length };
}

async function packed({ path, source, executable }: FunctionFile): Promise<ZipEntry> {
  // Others must be able to read them: Lambda does not run functions as the owner of their files.
  return { path, mode: executable ? 0o755 : 0o644, content: await readable(path, readFile(source)) };
}
