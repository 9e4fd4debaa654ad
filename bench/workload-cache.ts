import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What a folder of the cache is made of: another one makes another folder. */
export interface Ingredients {
  /** Versions, options and the like; anything that JSON can hold. */
  readonly facts: unknown;
  /** Absolute paths; names and contents count. */
  readonly files: readonly string[];
}

/** A place of the cache. */
export interface CachePlace {
  /** Absolute path of the cache. */
  readonly cache: string;
  readonly name: string;
}

const DIGITS = 16;

/** Absolute path of the folder that belongs to these ingredients, whether it is there or not. */
export function cachedFolder({ cache, name }: CachePlace, { facts, files }: Ingredients): string {
  const hash = createHash('sha256').update(JSON.stringify([facts, files.map((file) => basename(file))]));
  for (const file of files) hash.update(readFileSync(file)).update('\0');
  return join(cache, `${name}-${hash.digest('hex').slice(0, DIGITS)}`);
}

/**
 * Fills a folder of the cache, unless it is there; older ones of the same name are removed. It appears whole: another
 * run may look for it at the same time.
 *
 * @throws what `fill` throws; then there is no folder
 */
export async function fillOnce(
  { cache, name }: CachePlace,
  folder: string,
  fill: (folder: string) => Promise<unknown>,
): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(join(cache, '.new-'));
  try {
    const filled = join(temporary, 'folder');
    await mkdir(filled);
    await fill(filled);
    await rename(filled, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await removeOlder(cache, name, folder);
}

async function removeOlder(cache: string, name: string, folder: string): Promise<void> {
  // The name of one workload may begin with that of another.
  const isSame = (entry: string) => entry.slice(0, -DIGITS) === `${name}-` && join(cache, entry) !== folder;
  for (const entry of (await readdir(cache)).filter(isSame)) {
    await rm(join(cache, entry), { recursive: true, force: true });
  }
}
