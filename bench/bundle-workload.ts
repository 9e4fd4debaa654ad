import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, version } from 'esbuild';
import type { Absence } from '../layer/absence.ts';
import { installPackages } from './package-folder.ts';
import type { Progress } from './progress.ts';
import { cachedFolder, fillOnce } from './workload-cache.ts';

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
  // NestJS looks for them where they are used, and they are not here.
  external: ['@nestjs/microservices', '@nestjs/websockets', 'class-transformer', 'class-validator'],
  legalComments: 'none',
  logLevel: 'silent',
};

/**
 * Bundles a workload into one file, unless that was done for the same sources and packages before; the packages are
 * installed first.
 *
 * @param name its folder among the sources
 * @returns the task root, or why there is none
 */
export async function bundleWorkload(
  name: string,
  progress: Progress,
  places: BundlePlaces = HERE,
): Promise<string | Absence> {
  const place = { cache: places.cache, name };
  const taskRoot = cachedFolder(place, { facts: [version, OPTIONS], files: sourceFiles(name, places) });
  if (existsSync(taskRoot)) return taskRoot;
  const reason = await installWorkloadPackages(progress, places);
  if (reason !== undefined) return { reason };
  await fillOnce(place, taskRoot, (folder) => bundle(join(places.sources, name, 'index.mjs'), folder));
  return taskRoot;
}

/** Installs what workloads are made of, unless it is there already. Gives a reason when it cannot be done. */
export function installWorkloadPackages(
  progress: Progress,
  { sources, searchPath }: BundlePlaces = HERE,
): Promise<string | undefined> {
  const doing = 'fetching the packages of the workloads into bench/workloads, once';
  return installPackages({ folder: sources, searchPath, doing, scripts: false, results: [] }, progress);
}

/** Absolute paths of what a workload is made of: its own files, and the lock file of all of them. */
export function sourceFiles(name: string, { sources }: Pick<BundlePlaces, 'sources'> = HERE): readonly string[] {
  const folder = join(sources, name);
  const own = readdirSync(folder).toSorted();
  return [join(sources, 'package-lock.json'), ...own.map((file) => join(folder, file))];
}

async function bundle(entry: string, folder: string): Promise<void> {
  await build({ ...OPTIONS, entryPoints: [entry], outfile: join(folder, 'index.js') });
  // Without it the package.json of this project would make an ES module of it.
  await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}\n');
}
