import { statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isDeployed, packageOf } from './deployed-paths.ts';
import { type Reasons, traceModules } from './module-trace.ts';
import { templatesBeside } from './named-files.ts';

/** What a function needs beside the JavaScript that can be put into one file. */
export interface TracedFiles {
  /** Absolute paths of the files that are to be copied. */
  readonly files: readonly string[];
  /** The native addons among them. */
  readonly addons: readonly TracedAddon[];
  /** Names of the packages that cannot be bundled, since they load such an addon. */
  readonly external: readonly string[];
}

/** A native addon, or a library of one. */
export interface TracedAddon {
  /** Absolute path. */
  readonly file: string;
  /** The folder of its package, and the modules that ask for it. */
  readonly askedBy: readonly string[];
}

const ADDON = /\.(?:node|so(?:\.[\d.]+)?)$/;
const LEFT_OUT = /\.(?:d\.[cm]?ts|map|md)$/;

/**
 * Finds the files that a function reads from beside its modules, and those of packages that stay as they are.
 *
 * @param entry absolute path of the handler's module
 * @param root absolute path of the project
 * @param external names of packages that the user wants left as they are
 * @param whole takes the modules themselves as well
 */
export async function tracedFiles(
  entry: string,
  root: string,
  external: readonly string[],
  whole = false,
): Promise<TracedFiles> {
  const { reasons, named, engines } = await traceModules(entry, root);
  const addons = [...reasons.keys()].filter((path) => ADDON.test(path));
  const loading = addons.flatMap((addon) => packagesLoading(addon, reasons));
  const unbundled = [...new Set([...external, ...engines, ...loading])];
  const isKept = (path: string): boolean => {
    const { type } = reasons.get(path) ?? { type: [] };
    const isAsset = named.has(path) || type.some((kind) => kind === 'asset' || kind === 'sharedlib');
    return whole || isAsset || unbundled.includes(packageOf(path) ?? '');
  };
  const chosen = [...reasons.keys()].filter(isKept);
  const templates = chosen.flatMap((path) => templatesBeside(join(sep, path)).map((file) => relative(sep, file)));
  const kept = withDependencies([...chosen, ...templates], reasons);
  const files = [...kept, ...manifestsOf(kept, reasons)].filter((path) => !LEFT_OUT.test(path));
  return {
    files: [...new Set(files)].map((path) => join(sep, path)).filter((path) => isDeployed(path, root) && exists(path)),
    addons: addons.map((path) => ({
      file: join(sep, path),
      askedBy: [...packageFolders([path]), ...parentsOf(path, reasons)],
    })),
    external: unbundled,
  };
}

/** Links may lead nowhere. */
function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Its own package, and those whose modules ask for it. */
function packagesLoading(addon: string, reasons: Reasons): string[] {
  return [addon, ...parentsOf(addon, reasons)].flatMap((path) => packageOf(path) ?? []);
}

function parentsOf(path: string, reasons: Reasons): readonly string[] {
  return [...(reasons.get(path)?.parents ?? [])];
}

/** What is copied brings what it asks for itself. */
function withDependencies(files: readonly string[], reasons: Reasons): ReadonlySet<string> {
  const kept = new Set(files);
  let before: number;
  do {
    before = kept.size;
    for (const [path, { parents }] of reasons) {
      if (parents !== undefined && [...parents].some((parent) => kept.has(parent))) kept.add(path);
    }
  } while (kept.size > before);
  return kept;
}

/** A package is found by its package.json. */
function manifestsOf(files: ReadonlySet<string>, reasons: Reasons): string[] {
  return packageFolders([...files])
    .map((folder) => `${folder}package.json`)
    .filter((path) => reasons.has(path));
}

function packageFolders(files: readonly string[]): string[] {
  const folders = files.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path)?.[0] ?? []);
  return [...new Set(folders)];
}
