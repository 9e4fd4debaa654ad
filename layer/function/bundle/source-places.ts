import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Metafile, OnLoadArgs, OnLoadResult, Plugin, PluginBuild } from 'esbuild';
import { bundleHelper } from './bundle-helpers.ts';
import { keepBareImports } from './sources/bare-imports.ts';
import { withDecoratorMetadata } from './sources/decorated-sources.ts';
import { rewriteModuleNames } from './sources/module-names.ts';
import { rewriteRequires } from './sources/own-requires.ts';
import { cacheWarnings } from './sources/require-cache.ts';
import { changedText, loaderOf, type SourceModule, sourceModule } from './sources/source-module.ts';
import { type TypeScriptSettings, typeScriptSettings } from './sources/typescript-settings.ts';

/** Where the files of a function lay before they became one: each keeps its own idea of where it is. */
export interface SourcePlaces {
  /** Rewrites what a file says of its own place. */
  readonly plugin: Plugin;
  /** JavaScript that must come before the bundle; empty where no file asks where it is. */
  banner(bundled: Metafile): Promise<string>;
}

/** A module that has been rewritten. */
type Changed = OnLoadResult & { readonly contents: string };

const SOURCES = /\.[cm]?[jt]sx?$/;
const PLACES = '__snapbootPlaces';

// Only whether a file is worth parsing. What esbuild and its own wrapper of a CommonJS module do well is not.
const ASKS =
  /\bimport\.meta\b|\b__(?:dir|file)name\b|\bcreateRequire\b|\brequire\b(?!\s*\(\s*(['"])[^'"\\\n]*\1\s*\))|\bmodule\b(?!\s*\.\s*exports\b|['"])|\bnew\.target\b|\barguments\b/;
const ASKS_AS_MODULE = /\bimport\s*(?:\/\*|\{\s*\}|['"])|\b(?:require|module|exports|arguments)\b/;
const IS_MODULE = /\b(?:import|export)\b/;
const MAPPED = 'sourceMappingURL=';
// The last comment counts, and there is nothing behind it.
const UNMAPPED = '\n//# sourceMappingURL=data:application/json,{"version":3,"sources":[],"names":[],"mappings":""}';

/**
 * Has each file of a bundle find its own folder where it will be: as far below the function's folder as it is below
 * the project's. What it reads from beside itself is copied there.
 *
 * @param root absolute path of the project
 */
export function sourcePlaces(root: string): SourcePlaces {
  const places = new Set<string>();
  const cache = new Map();
  const settings = (path: string): TypeScriptSettings | undefined =>
    /\.(?:[cm]?ts|tsx|jsx)$/.test(path) ? typeScriptSettings(dirname(path), cache) : undefined;
  const load = async ({ path }: OnLoadArgs, build: PluginBuild): Promise<OnLoadResult | undefined> => {
    const source = await readFile(path, 'utf8');
    const text = (await withDecoratorMetadata(source, path, settings(path))) ?? source;
    const loader = text === source ? loaderOf(path) : 'js';
    const module = asksForItself(text) ? await sourceModule(text, path, loader, settings(path)?.raw) : undefined;
    const place = placeOf(path, root);
    const changed = module && (await changedBy(module, place, build));
    if (changed?.contents.includes(PLACES)) places.add(place);
    const shown = unmapped(text, path);
    return changed ?? (shown === source ? undefined : { contents: shown, loader, resolveDir: dirname(path) });
  };
  return {
    plugin: {
      name: 'source-places',
      setup: (build) => build.onLoad({ filter: SOURCES, namespace: 'file' }, (args) => load(args, build)),
    },
    banner: (bundled) => bannerOf([...places].toSorted(), requiringPlaces(bundled, root)),
  };
}

function asksForItself(text: string): boolean {
  return ASKS.test(text) || (IS_MODULE.test(text) && ASKS_AS_MODULE.test(text));
}

async function changedBy(module: SourceModule, name: string, build: PluginBuild): Promise<Changed | undefined> {
  const place = `${PLACES}[${JSON.stringify(name)}]`;
  rewriteModuleNames(module, PLACES, place);
  rewriteRequires(module, place);
  if (module.tree.isModule) await keepBareImports(module, PLACES, build);
  const warnings = cacheWarnings(module);
  const contents = changedText(module) ?? (warnings.length > 0 ? module.tree.text : undefined);
  return contents === undefined ? undefined : { contents, loader: 'js', resolveDir: dirname(module.path), warnings };
}

/**
 * Where a file lies in the function's folder, relative to it. A package that was installed above the project lies in
 * its own node_modules.
 */
export function placeOf(path: string, root: string): string {
  const place = relative(root, path);
  if (!place.startsWith(`..${sep}`)) return place;
  const packages = path.indexOf(`${sep}node_modules${sep}`);
  return packages === -1 ? path.split(sep).slice(-1).join() : path.slice(packages + 1);
}

/** Node.js shows a package as it was published: what it was made of is not even there. */
function unmapped(text: string, path: string): string {
  return path.includes(`${sep}node_modules${sep}`) && text.includes(MAPPED) ? text + UNMAPPED : text;
}

/** The place of a module that requires it, for each that is required. */
function requiringPlaces({ inputs }: Metafile, root: string): ReadonlyMap<string, string> {
  const place = (path: string): string => placeOf(join(root, path), root);
  return new Map(
    Object.entries(inputs).flatMap(([path, { imports }]) =>
      imports
        .filter(({ kind, external }) => kind === 'require-call' && external !== true)
        .map((required) => [place(required.path), place(path)] as const),
    ),
  );
}

async function bannerOf(places: readonly string[], requiring: ReadonlyMap<string, string>): Promise<string> {
  if (places.length === 0) return '';
  const helper = await bundleHelper('own-places');
  const entries = places.map((place) => `${JSON.stringify(place)}:${JSON.stringify(requiring.get(place) ?? null)}`);
  return `var ${PLACES}=(()=>{${helper}return ownPlaces({${entries.join(',')}})})();`;
}
