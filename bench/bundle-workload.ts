import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, version } from 'esbuild';
import type { Absence } from './contenders/contenders.ts';
import { installPackages } from './package-folder.ts';
import type { Progress } from './progress.ts';

/** Where workloads come from and their bundles go to. */
export interface BundlePlaces {
  /** Absolute path; holds a folder for each workload, package.json and package-lock.json. */
  readonly sources: string;
  /** Absolute path. */
  readonly cache: string;
  /** As in PATH: where npm is. */
  readonly searchPath: string;
}

/** Folder of the workloads of the benchmark's own. */
export const WORKLOADS_FOLDER: string = fileURLToPath(new URL('workloads', import.meta.url));

const HERE: BundlePlaces = {
  sources: WORKLOADS_FOLDER,
  cache: fileURLToPath(new URL('cache/workloads', import.meta.url)),
  searchPath: process.env.PATH ?? '',
};

// One minified CommonJS file, as the tools for Lambda deploy it: what every contender can load.
const OPTIONS: BuildOptions = {
  bundle: true,
  minify: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'silent',
};

/**
 * Bundles a workload into one file, unless that was done for the same sources and packages before; the packages are
 * installed first.
 *
 * @returns the task root, or why there is none
 */
export async function bundleWorkload(
  name: string,
  progress: Progress,
  places: BundlePlaces = HERE,
): Promise<string | Absence> {
  const taskRoot = join(places.cache, `${name}-${fingerprint(name, places)}`);
  if (existsSync(taskRoot)) return taskRoot;
  const reason = await installPackages(
    {
      folder: places.sources,
      searchPath: places.searchPath,
      doing: 'fetching the packages of the workloads into bench/workloads, once',
      scripts: false,
      results: [],
    },
    progress,
  );
  if (reason !== undefined) return { reason };
  await bundle(join(places.sources, name, 'index.mjs'), taskRoot, places.cache);
  await removeOlder(name, taskRoot, places.cache);
  return taskRoot;
}

/** What a bundle depends on. */
function fingerprint(name: string, { sources }: BundlePlaces): string {
  const folder = join(sources, name);
  const files = readdirSync(folder).toSorted();
  const hash = createHash('sha256').update(JSON.stringify([version, OPTIONS, files]));
  for (const file of [join(sources, 'package-lock.json'), ...files.map((each) => join(folder, each))]) {
    hash.update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** Makes the folder appear whole: another run may look for it at the same time. */
async function bundle(entry: string, taskRoot: string, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(join(cache, '.new-'));
  try {
    await build({ ...OPTIONS, entryPoints: [entry], outfile: join(temporary, 'index.js') });
    // Without it the package.json of this project would make an ES module of it.
    await writeFile(join(temporary, 'package.json'), '{"type":"commonjs"}\n');
    await chmod(temporary, 0o755);
    await rename(temporary, taskRoot).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function removeOlder(name: string, taskRoot: string, cache: string): Promise<void> {
  const older = (await readdir(cache)).filter(
    (entry) => entry.startsWith(`${name}-`) && join(cache, entry) !== taskRoot,
  );
  for (const entry of older) await rm(join(cache, entry), { recursive: true, force: true });
}
