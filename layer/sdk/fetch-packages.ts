import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BuildError } from '../build-error.ts';
import { commandFault, runCommand } from '../command.ts';
import { sha256 } from '../layer-manifest.ts';
import { say, withElapsedTime } from '../progress.ts';
import { KEEPING, keptFiles } from './kept-files.ts';
import { lockFiles, type SdkLock } from './sdk-lock.ts';

// Whatever the user's own npm is set to; without scripts nothing of the packages runs here.
const NPM_OPTIONS = [
  '--ignore-scripts',
  '--bin-links=false',
  '--install-strategy=hoisted',
  '--audit=false',
  '--fund=false',
  '--loglevel=error',
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
];
const KEY_LENGTH = 16;

/**
 * Fetches packages from the npm registry, or finds them in the cache: the files that a layer holds of them. npm takes
 * only tarballs with the integrity that the lock has of each.
 *
 * @returns a folder with `node_modules`
 * @throws BuildError when npm cannot deliver them, or delivers something else than what is pinned
 */
export async function fetchPackages(lock: SdkLock, cacheFolder: string): Promise<string> {
  const files = lockFiles(lock);
  const key = sha256(Buffer.from(JSON.stringify({ KEEPING, files }))).slice(0, KEY_LENGTH);
  const folder = join(cacheFolder, `sdk-${key}`);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  // Whoever builds at the same time fetches into a folder of its own.
  const temporary = await mkdtemp(join(cacheFolder, '.fetch-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(temporary, name), text);
    await install(lock, temporary);
    const kept = join(temporary, 'kept');
    for (const place of Object.keys(lock.packages)) await keep(temporary, place, kept);
    await rename(kept, folder).catch(unlessThere(folder));
    return folder;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function install({ packages }: SdkLock, folder: string): Promise<void> {
  const count = Object.keys(packages).length;
  say(`fetching ${count} packages of the AWS SDK from the npm registry`);
  const result = await withElapsedTime(`fetching ${count} packages`, runCommand('npm', ['ci', ...NPM_OPTIONS], folder));
  if (result.state === 'ended' && result.code === 0) return;
  throw new BuildError(`the packages of the AWS SDK cannot be fetched, ${commandFault('npm', result)}`);
}

/** Moves the files of a package, so that they stay what npm has unpacked. */
async function keep(from: string, place: string, to: string): Promise<void> {
  for (const path of await keptFiles(join(from, place))) {
    const target = join(to, place, path);
    await mkdir(dirname(target), { recursive: true });
    await rename(join(from, place, path), target);
  }
}

/** Somebody else has fetched the same in the meantime. */
function unlessThere(folder: string): (error: unknown) => void {
  return (error) => {
    if (!existsSync(folder)) throw error;
  };
}
