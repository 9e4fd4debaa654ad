import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type NodeFileTraceOptions, type NodeFileTraceResult, nodeFileTrace, resolve } from '@vercel/nft';
import { transform } from 'esbuild';
import { isDeployed } from './deployed-paths.ts';
import { namedFiles, viewEngines } from './named-files.ts';
import { startedFiles } from './started-files.ts';

/** Why each file is there, by its path relative to the root of the file system. */
export type Reasons = NodeFileTraceResult['reasons'];

/** All that modules load, start or read. */
export interface ModuleTrace {
  readonly reasons: Reasons;
  /** What modules find by its path: it must be a file when the function runs. Relative to the root of the file system. */
  readonly named: ReadonlySet<string>;
  /** Packages that are required by no module, but by name. */
  readonly engines: ReadonlySet<string>;
}

interface Search {
  readonly root: string;
  /** Absolute paths. */
  readonly named: Set<string>;
  readonly engines: Set<string>;
  /** Specifiers that a module only wants to know the path of; see `pair`. */
  readonly resolved: Set<string>;
  /** Files that a module loads by a specifier; see `pair`. */
  readonly loaded: Set<string>;
  /** What nft knows already. */
  readonly cache: object;
}

const SOURCE = /\.[cm]?[jt]sx?$/;
const TYPESCRIPT = /\.[cm]?tsx?$/;

/**
 * Follows a function's modules to all that they load, start or read.
 *
 * @param entry absolute path of the handler's module
 * @param root absolute path of the project
 */
export async function traceModules(entry: string, root: string): Promise<ModuleTrace> {
  const [named, engines, resolved, loaded] = [0, 1, 2, 3].map(() => new Set<string>()) as Sets;
  const search: Search = { root, named, engines, resolved, loaded, cache: {} };
  for (;;) {
    const entries = new Set([entry, ...named]);
    const { reasons } = await nodeFileTrace([...entries], traceOptions(search));
    for (const path of sourcesByPath(reasons, search)) named.add(path);
    // They may name others in turn.
    if ([...named].every((path) => entries.has(path))) {
      return { reasons, named: new Set([...named].map((path) => relative(sep, path))), engines };
    }
  }
}

type Sets = [Set<string>, Set<string>, Set<string>, Set<string>];

function traceOptions(search: Search): NodeFileTraceOptions {
  const { root, cache, named, resolved, loaded } = search;
  return {
    base: sep,
    processCwd: root,
    cache,
    ignore: (path) => !isTraced(join(sep, path), root),
    readFile: async (path) => await readModule(path, search),
    resolve: async (name, parent, job, isRequired) => {
      const found = await resolve(name, parent, job, isRequired);
      for (const path of [found].flat().filter((each) => each.startsWith(sep))) {
        loaded.add(pair(parent, realpathSync(path)));
        if (resolved.has(pair(parent, name))) named.add(path);
      }
      return found;
    },
  };
}

function pair(parent: string, other: string): string {
  return `${parent}\0${other}`;
}

async function readModule(path: string, { root, named, engines, resolved }: Search): Promise<string | Buffer> {
  const source = await readAsJavaScript(path);
  if (!SOURCE.test(path)) return source;
  const text = source.toString();
  const { files, imported } = startedFiles(path, text, root);
  for (const file of [...namedFiles(path, text), ...files]) named.add(file);
  for (const engine of viewEngines(path, text)) engines.add(engine);
  for (const name of imported) resolved.add(pair(path, name));
  // Found as `import` finds them.
  return `${text}${imported.map((name) => `\n;import(${JSON.stringify(name)});`).join('')}`;
}

/** Modules that no specifier has led to, but a path. A module that knows its own is not meant. */
function sourcesByPath(reasons: Reasons, { loaded, root }: Search): string[] {
  return [...reasons].flatMap(([path, { parents }]) => {
    const file = join(sep, path);
    if (!SOURCE.test(path) || !isDeployed(file, root)) return [];
    const isByPath = [...parents].some((parent) => parent !== path && !loaded.has(pair(join(sep, parent), file)));
    return isByPath ? [file] : [];
  });
}

/** Modules may lie outside of the project; patterns, as of all files in the user's home, are not even looked up there. */
function isTraced(path: string, root: string): boolean {
  return isDeployed(path, root) || (SOURCE.test(path) && !path.includes('*'));
}

/** What a module is without its types; empty where it is none. */
export async function readAsJavaScript(path: string): Promise<string | Buffer> {
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
