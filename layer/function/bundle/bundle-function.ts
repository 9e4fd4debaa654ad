import { isBuiltin } from 'node:module';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import {
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  build,
  type Message,
  type OutputFile,
  type Plugin,
  type TsconfigRaw,
} from 'esbuild';
import { BuildError } from '../../build-error.ts';
import { asBuildError } from './bundle-error.ts';
import { bundleHelper } from './bundle-helpers.ts';
import { finishedBundle } from './finish/finished-bundle.ts';
import { HOOKS_BY_NAME } from './hooks-by-name.ts';
import { nodeResolution } from './node-resolution.ts';
import { PACKAGED_BUILTINS } from './packaged-builtins.ts';
import { requiredModules } from './required-modules.ts';
import { placeOf, sourcePlaces } from './source-places.ts';
import { REQUIRED_BY_NAME } from './sources/required-by-name.ts';
import { typeScriptSettings } from './sources/typescript-settings.ts';

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
}

/** A function as one CommonJS file. */
export interface FunctionBundle {
  readonly script: string;
  /** Its source map. */
  readonly map: string;
  /** What esbuild is not sure of, one line each. */
  readonly warnings: readonly string[];
}

/** All that is said of a bundle is asked for. */
type BundleOptions = BuildOptions & { readonly metafile: true };

/** The name of the file that a function becomes. */
export const BUNDLE_FILE = 'index.js';

const OPTIONS: BundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // Names stay as they are: they show in logs, and some packages tell classes apart by them.
  keepNames: true,
  // As in Node.js, which has never looked at `module`: packages behave differently there.
  mainFields: ['main'],
  conditions: ['module-sync', 'node-addons'],
  metafile: true,
  sourcemap: 'external',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'silent',
  write: false,
};

/**
 * Bundles a function into one CommonJS file. One that awaits at the top of a module exports a promise of its exports,
 * with its handlers beside it, which wait for that promise.
 *
 * @throws BuildError with the first fault of the sources
 */
export async function bundleFunction(input: BundleInput): Promise<FunctionBundle> {
  const raw = typeScriptSettings(dirname(input.entry))?.raw ?? {};
  try {
    return await bundleSynchronous(input, raw);
  } catch (error) {
    if ((error as Partial<BuildFailure>).errors === undefined) throw error;
  }
  // It awaits at its top, or has a fault, which is the same there.
  return await bundleAwaiting(input, raw).catch((error) => {
    throw asBuildError(error);
  });
}

async function bundleSynchronous(input: BundleInput, tsconfigRaw: TsconfigRaw): Promise<FunctionBundle> {
  const places = sourcePlaces(input.root);
  const options = optionsFor(input, tsconfigRaw, [places.plugin]);
  const result = await build({ ...options, format: 'cjs', entryPoints: [input.entry] });
  const { entryPoint } = Object.values(result.metafile.outputs).find((output) => output.entryPoint !== undefined) ?? {};
  const isModule = result.metafile.inputs[entryPoint ?? '']?.format === 'esm';
  const opening = isModule ? await openedExports() : '';
  const before = await places.banner(result.metafile);
  return await finished(result, input, { before, after: `${opening}${preloading(input)}`, awaits: false });
}

/** Nothing of it is seen from the modules. */
async function openedExports(): Promise<string> {
  return `module.exports=(()=>{${await bundleHelper('open-exports')}return openExports(module.exports)})();`;
}

function optionsFor(input: BundleInput, tsconfigRaw: TsconfigRaw, plugins: readonly Plugin[]): BundleOptions {
  const { root, external } = input;
  return {
    ...OPTIONS,
    tsconfigRaw,
    absWorkingDir: root,
    // The bootstrap ends NODE_PATH with the function's folder, as the managed runtimes do.
    nodePaths: [root],
    outfile: `${root}/${BUNDLE_FILE}`,
    external: [...external],
    plugins: [
      HOOKS_BY_NAME,
      LATE_BUILTINS,
      PACKAGED_BUILTINS,
      outsideAddons(root),
      ...plugins,
      REQUIRED_BY_NAME,
      nodeResolution(),
    ],
  };
}

// CommonJS cannot wait. As an ES module esbuild leaves awaits where they are; nothing else of one may remain.
async function bundleAwaiting(input: BundleInput, tsconfigRaw: TsconfigRaw): Promise<FunctionBundle> {
  const places = sourcePlaces(input.root);
  const names = await exportedNames(input.entry);
  const options = optionsFor(input, tsconfigRaw, [requiredModules(input.external), places.plugin]);
  const contents = `import * as loaded from ${JSON.stringify(input.entry)}; __snapbootLoaded(loaded);`;
  const stdin = { contents, resolveDir: input.root, sourcefile: 'snapboot-entry.js' };
  const result = await build({ ...options, external: [], format: 'esm', stdin });
  const waiting = names.map(
    (name) => `${JSON.stringify(name)}:(...args)=>__snapbootReady.then(m=>m[${JSON.stringify(name)}](...args))`,
  );
  return await finished(result, input, {
    awaits: true,
    before: `${await places.banner(result.metafile)}const __snapbootReady=(async()=>{let __snapbootAll;const __snapbootLoaded=m=>{__snapbootAll=m};`,
    after: `;${preloading(input)}return __snapbootAll})();module.exports=Object.assign(__snapbootReady,{${waiting.join(',')}});`,
  });
}

async function exportedNames(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    format: 'esm',
    metafile: true,
    write: false,
    outfile: 'x.js',
    logLevel: 'silent',
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
function preloading({ builtins = [], globals = [] }: BundleInput): string {
  const modules = builtins.map((name) => `require(${JSON.stringify(name)});`).join('');
  const read = globals.map((name) => `try{globalThis.${name}}catch{}`).join('');
  return `${modules}${read}`;
}

interface Surroundings {
  readonly before: string;
  readonly after: string;
  /** Whether they let the bundle await. */
  readonly awaits: boolean;
}

async function finished(
  { outputFiles = [], metafile, warnings }: BuildResult<BundleOptions>,
  { root }: BundleInput,
  { before, after, awaits }: Surroundings,
): Promise<FunctionBundle> {
  const text = { script: textOf(outputFiles, '.js'), map: textOf(outputFiles, '.map') };
  const { script, map, warnings: more } = await finishedBundle(text, { metafile, awaits, root });
  return {
    script: `${before}\n${script}\n${after}\n//# sourceMappingURL=${BUNDLE_FILE}.map\n`,
    map: shifted(map, root),
    warnings: [...new Set([...warnings.map(warningLine), ...more])],
  };
}

function warningLine({ text, location, detail }: Message): string {
  return `${location === null || detail !== undefined ? '' : `${location.file}:${location.line}: `}${text}`;
}

function textOf(files: readonly OutputFile[], end: string): string {
  const file = files.find(({ path }) => path.endsWith(end));
  if (file === undefined) throw new BuildError(`esbuild has made no ${basename(end)} file`);
  return file.text;
}

/** One line further down, and with paths that say nothing of this machine. */
function shifted(map: string, root: string): string {
  const parsed = JSON.parse(map) as { mappings: string; sources: string[] };
  const sources = parsed.sources.map((source) =>
    isAbsolute(source) || source.startsWith('..') ? placeOf(resolve(root, source), root) : source,
  );
  return JSON.stringify({
    ...parsed,
    sources: sources.map((source) => relative('.', source)),
    mappings: `;${parsed.mappings}`,
  });
}
