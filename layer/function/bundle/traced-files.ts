import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type NodeFileTraceResult, nodeFileTrace } from '@vercel/nft';
import { transform } from 'esbuild';
import { namedFiles, templatesBeside, viewEngines } from './named-files.ts';

/** What a function needs beside the JavaScript that can be put into one file. */
export interface TracedFiles {
  /** Absolute paths of the files that are to be copied. */
  readonly files: readonly string[];
  /** Absolute paths of the native addons among them. */
  readonly addons: readonly string[];
  /** Names of the packages that cannot be bundled, since they load such an addon. */
  readonly external: readonly string[];
}

type Reasons = NodeFileTraceResult['reasons'];

const ADDON = /\.(?:node|so(?:\.[\d.]+)?)$/;
const SOURCE = /\.[cm]?[jt]sx?$/;
const TYPESCRIPT = /\.[cm]?tsx?$/;
const LEFT_OUT = /\.(?:d\.[cm]?ts|map|md)$/;

/**
 * Finds the files that a function reads from beside its modules, and those of packages that stay as they are.
 *
 * @param entry absolute path of the handler's module
 * @param root absolute path of the project
 * @param external names of packages that the user wants left as they are
 */
export async function tracedFiles(entry: string, root: string, external: readonly string[]): Promise<TracedFiles> {
  const { reasons, referred, engines } = await trace([entry], root);
  const addons = [...reasons.keys()].filter((path) => ADDON.test(path));
  const loading = addons.flatMap((addon) => packagesLoading(addon, reasons));
  const unbundled = [...new Set([...external, ...engines, ...loading])];
  const isKept = (path: string): boolean => {
    const { type } = reasons.get(path) ?? { type: [] };
    const isAsset = referred.has(path) || type.some((kind) => kind === 'asset' || kind === 'sharedlib');
    return isAsset || unbundled.includes(packageOf(path) ?? '');
  };
  const chosen = [...reasons.keys()].filter(isKept);
  const templates = chosen.flatMap((path) => templatesBeside(join(sep, path)).map((file) => relative(sep, file)));
  const kept = withDependencies([...chosen, ...templates], reasons);
  const files = [...kept, ...manifestsOf(kept, reasons)].filter((path) => !LEFT_OUT.test(path));
  return {
    files: [...new Set(files)].map((path) => join(sep, path)).filter((path) => isDeployed(path, root) && exists(path)),
    addons: addons.map((path) => join(sep, path)),
    external: unbundled,
  };
}

interface Trace {
  readonly reasons: Reasons;
  /** What modules name as lying beside them. */
  readonly referred: ReadonlySet<string>;
  /** Packages that are required by no module, but by name. */
  readonly engines: ReadonlySet<string>;
}

/** All that modules load or read, relative to the root of the file system. */
async function trace(entries: readonly string[], root: string): Promise<Trace> {
  const found = new Set<string>();
  const engines = new Set<string>();
  const readFile = async (path: string): Promise<string | Buffer> => {
    const text = await readAsJavaScript(path);
    if (!SOURCE.test(path)) return text;
    for (const other of namedFiles(path, text.toString())) found.add(other);
    for (const engine of viewEngines(path, text.toString())) engines.add(engine);
    return text;
  };
  const ignore = (path: string): boolean => !isTraced(join(sep, path), root);
  const { reasons } = await nodeFileTrace([...entries], { base: sep, processCwd: root, readFile, ignore });
  const more = [...found].filter((path) => !entries.includes(path));
  // They may name others in turn.
  if (more.length > 0) return await trace([...entries, ...more], root);
  return { reasons, referred: new Set(entries.slice(1).map((path) => relative(sep, path))), engines };
}

/** Modules may lie outside of the project; patterns, as of all files in the user's home, are not even looked up there. */
function isTraced(path: string, root: string): boolean {
  return isDeployed(path, root) || (SOURCE.test(path) && !path.includes('*'));
}

/** What lies elsewhere belongs to this machine: the user's settings, temporary files. */
function isDeployed(path: string, root: string): boolean {
  return path.startsWith(`${root}${sep}`) || packageOf(path) !== undefined;
}

/** Links may lead nowhere. */
function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Its own package, and those whose modules ask for it. */
function packagesLoading(addon: string, reasons: Reasons): string[] {
  const loaders = [addon, ...(reasons.get(addon)?.parents ?? [])];
  return loaders.flatMap((path) => packageOf(path) ?? []);
}

/** `@img/sharp-linux-x64` of `…/node_modules/@img/sharp-linux-x64/lib/sharp.node`. */
function packageOf(path: string): string | undefined {
  return /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
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
  const packages = new Set(
    [...files].flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path)?.[0] ?? []),
  );
  return [...packages].map((folder) => `${folder}package.json`).filter((path) => reasons.has(path));
}

async function readAsJavaScript(path: string): Promise<string | Buffer> {
  try {
    if (!TYPESCRIPT.test(path)) return await readFile(path);
    const { code } = await transform(await readFile(path, 'utf8'), {
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      // Here it does not matter what becomes of decorators, only that they can be read.
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      logLevel: 'silent',
    });
    return code;
  } catch {
    // It may be a folder, a link that leads nowhere, or text that esbuild will complain about itself.
    return '';
  }
}
