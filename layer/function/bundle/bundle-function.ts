import { isBuiltin } from 'node:module';
import { basename, relative } from 'node:path';
import { type BuildOptions, type BuildResult, build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { BuildError } from '../../build-error.ts';
import { asBuildError } from './bundle-error.ts';
import { nodeResolution } from './node-resolution.ts';
import { REQUIRED_BY_NAME } from './own-requires.ts';
import { PACKAGED_BUILTINS } from './packaged-builtins.ts';
import { type ProjectSettings, projectSettings } from './project-settings.ts';
import { requiredModules } from './required-modules.ts';
import { SNAPSHOT_HOOKS } from './snapshot-hooks.ts';
import { placeOf, sourcePlaces } from './source-places.ts';
import { strictModules } from './strict-modules.ts';

/** What the bundle loads of Node.js at its end, since an invocation needs it anyway. */
export interface Preloads {
  /** Built-in modules. */
  readonly builtins: readonly string[];
  /** Globals that are loaded when they are read first. */
  readonly globals: readonly string[];
}

/** What is bundled; nothing is loaded at its end where that is left out. */
export interface BundleInput extends Partial<Preloads> {
  /** Absolute path of the handler's module. */
  readonly entry: string;
  /** Absolute path of the project. */
  readonly root: string;
  /** Names of packages that stay outside. */
  readonly external: readonly string[];
  /** Has `import()` call `_sbImport`: in a snapshot it cannot be as it is. */
  readonly importsByCall?: boolean;
}

/** A function as one CommonJS file. */
export interface FunctionBundle {
  readonly script: string;
  /** Its source map. */
  readonly map: string;
  /** What esbuild is not sure of, one line each. */
  readonly warnings: readonly string[];
}

/** The name of the file that a function becomes. */
export const BUNDLE_FILE = 'index.js';

const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // Names stay as they are: they show in logs, and some packages tell classes apart by them.
  minifySyntax: true,
  keepNames: true,
  // As in Node.js, which has never looked at `module`: packages behave differently there.
  mainFields: ['main'],
  conditions: ['module-sync', 'node-addons'],
  metafile: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'silent',
  write: false,
};

const NO_METAFILE: Metafile = { inputs: {}, outputs: {} };

// What esbuild makes of `import()` where it is not supported, and what takes its place: it is filled up to the same length,
// since columns of the source map count on it.
const REQUIRED_LATE = /Promise\.resolve\(\)\.then\(\(\)=>__toESM\((?:__)?require\(/g;
const IMPORTED_LATE = 'Promise.resolve().then(()=>_sbAs(_sbImport(';

/**
 * Bundles a function into one CommonJS file. One that awaits at the top of a module exports a promise of its exports,
 * with its handlers beside it, which wait for that promise.
 *
 * @throws BuildError with the first fault of the sources
 */
export async function bundleFunction(input: BundleInput): Promise<FunctionBundle> {
  await using settings = await projectSettings(input.entry);
  try {
    return await bundleSynchronous(input, settings);
  } catch (error) {
    if (!awaitsAtTop(error)) throw asBuildError(error);
  }
  return await bundleAwaiting(input, settings).catch((error) => {
    throw asBuildError(error);
  });
}

async function bundleSynchronous(input: BundleInput, settings: ProjectSettings): Promise<FunctionBundle> {
  const places = sourcePlaces(input.root);
  const options = optionsFor(input, settings, [places.plugin]);
  const result = await build({ ...options, format: 'cjs', entryPoints: [input.entry] });
  return await finished(result, input, { before: places.banner(), after: preloading(input), awaits: false });
}

function optionsFor(input: BundleInput, settings: ProjectSettings, plugins: readonly Plugin[]): BuildOptions {
  const { root, external, importsByCall = false } = input;
  return {
    ...OPTIONS,
    ...settings.options,
    ...(importsByCall && { supported: { 'dynamic-import': false } }),
    absWorkingDir: root,
    outfile: `${root}/${BUNDLE_FILE}`,
    external: [...external],
    plugins: [
      SNAPSHOT_HOOKS,
      LATE_BUILTINS,
      PACKAGED_BUILTINS,
      outsideAddons(root),
      ...plugins,
      REQUIRED_BY_NAME,
      nodeResolution(),
    ],
  };
}

function awaitsAtTop(error: unknown): boolean {
  const { errors = [] } = error as { errors?: readonly { readonly text: string }[] };
  return errors.some(({ text }) => text.startsWith('Top-level await is currently not supported'));
}

// CommonJS cannot wait. As an ES module esbuild leaves awaits where they are; nothing else of one may remain.
async function bundleAwaiting(input: BundleInput, settings: ProjectSettings): Promise<FunctionBundle> {
  const places = sourcePlaces(input.root);
  const names = await exportedNames(input.entry);
  const options = optionsFor(input, settings, [requiredModules(input.external), places.plugin]);
  const contents = `import * as loaded from ${JSON.stringify(input.entry)}; __snapbootLoaded(loaded);`;
  const stdin = { contents, resolveDir: input.root, sourcefile: 'snapboot-entry.js' };
  const result = await build({ ...options, external: [], format: 'esm', stdin });
  const waiting = names.map(
    (name) => `${JSON.stringify(name)}:(...args)=>ready.then(m=>m[${JSON.stringify(name)}](...args))`,
  );
  return await finished(result, input, {
    awaits: true,
    before: `${places.banner()}const ready=(async()=>{let all;const __snapbootLoaded=m=>{all=m};`,
    after: `;${preloading(input)}return all})();module.exports=Object.assign(ready,{${waiting.join(',')}});`,
  });
}

async function exportedNames(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    format: 'esm',
    metafile: true,
    write: false,
    outfile: 'x.js',
  });
  return Object.values(metafile.outputs).flatMap(({ exports }) => exports);
}

/** A built-in module that is imported late is required late: there is no need for the loader of ES modules. */
const LATE_BUILTINS: Plugin = {
  name: 'late-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'dynamic-import' && isBuiltin(path) ? { path, namespace: 'late-builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late-builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** Native addons stay files, in the place that the bundle looks for them. */
function outsideAddons(root: string): Plugin {
  return {
    name: 'outside-addons',
    setup({ onResolve }) {
      onResolve({ filter: /^\.{0,2}\/.*\.node$/ }, ({ path, resolveDir }) => ({
        path: `./${placeOf(path.startsWith('/') ? path : `${resolveDir}/${path}`, root)}`,
        external: true,
      }));
    },
  };
}

// The function may have put something in the place of a global, which may throw.
function preloading({ builtins = [], globals = [], importsByCall }: BundleInput): string {
  const modules = builtins.map((name) => `require(${JSON.stringify(name)});`).join('');
  const read = globals.map((name) => `try{globalThis.${name}}catch{}`).join('');
  if (!importsByCall || read === '') return `${modules}${read}`;
  // What a global loads cannot be in a snapshot: it is loaded when that wakes.
  return `${modules}globalThis[Symbol.for("snapboot.snapshot.hooks")]?.afterRestore.push(()=>{${read}});`;
}

interface Surroundings {
  readonly before: string;
  readonly after: string;
  /** Whether they let the bundle await. */
  readonly awaits: boolean;
}

async function finished(
  { outputFiles = [], metafile = NO_METAFILE, warnings }: BuildResult,
  { root, importsByCall }: BundleInput,
  { before, after, awaits }: Surroundings,
): Promise<FunctionBundle> {
  const [text, link] = split(textOf(outputFiles, '.js'));
  const { script, map } = await strictModules({ script: text, map: textOf(outputFiles, '.map') }, metafile, awaits);
  return {
    // On the same line, so that all places in the source map stay right but those of the first line.
    script: `${before}\n${importsByCall ? script.replaceAll(REQUIRED_LATE, ({ length }) => IMPORTED_LATE.padEnd(length)) : script}\n${after}\n${link}`,
    map: shifted(map, root),
    warnings: warnings.map(
      ({ text, location }) => `${location === null ? '' : `${location.file}:${location.line}: `}${text}`,
    ),
  };
}

function textOf(files: readonly OutputFile[], end: string): string {
  const file = files.find(({ path }) => path.endsWith(end));
  if (file === undefined) throw new BuildError(`esbuild has made no ${basename(end)} file`);
  return file.text;
}

/** The text, and the comment that names its source map. */
function split(text: string): [script: string, link: string] {
  const link = text.lastIndexOf('//# sourceMappingURL=');
  return link === -1 ? [text, ''] : [text.slice(0, link), text.slice(link)];
}

/** One line further down, and with paths that say nothing of this machine. */
function shifted(map: string, root: string): string {
  const parsed = JSON.parse(map) as { mappings: string; sources: string[] };
  const sources = parsed.sources.map((source) =>
    source.startsWith('..') ? placeOf(`${root}/${source}`, root) : source,
  );
  return JSON.stringify({
    ...parsed,
    sources: sources.map((source) => relative('.', source)),
    mappings: `;${parsed.mappings}`,
  });
}
