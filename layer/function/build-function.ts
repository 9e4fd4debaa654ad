import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { FUNCTION_HOT_PAGES, functionHotPagesFile } from '../boot-file/function-boot-file.ts';
import { BuildError } from '../build-error.ts';
import { type BuiltLayer, buildLayer } from '../build-layer.ts';
import { functionArchive } from '../deploy/function-archive.ts';
import { isEmulated, makeStandIn } from '../emulation.ts';
import type { HotPages } from '../hot-pages/hot-pages.ts';
import { sha256 } from '../layer-manifest.ts';
import { withElapsedTime } from '../progress.ts';
import { snapbootVersion } from '../snapboot-version.ts';
import { BUNDLE_FILE, type BundleInput, bundleFunction, type Preloads } from './bundle/bundle-function.ts';
import { moduleTypes } from './bundle/module-types.ts';
import { placeOf } from './bundle/source-places.ts';
import { tracedFiles } from './bundle/traced-files.ts';
import { compileFunction, writeBundle } from './compile/compile-function.ts';
import type { TrainingPlan, TrainingResult } from './compile/training-run.ts';
import { foreignAddons } from './function-addons.ts';
import type { FunctionBuildOptions } from './function-build-options.ts';
import { plainCopy } from './function-copies.ts';
import {
  type BootMode,
  type FunctionManifest,
  MANIFEST_FILE,
  type ModeFigures,
  manifestText,
} from './function-manifest.ts';
import { checkFunctionSize } from './function-size.ts';
import { recordedStart } from './function-start.ts';
import { functionTrials } from './function-trials.ts';
import { functionImage } from './image/function-image.ts';
import { imageOfModules } from './image/image-of-modules.ts';

const PACKAGE_JSON = 'package.json';

/** What a build has made. */
export interface BuiltFunction {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Absolute path of the zip beside it. */
  readonly zipFile: string;
  readonly zipBytes: number;
  readonly manifest: FunctionManifest;
  /** What its start reads beyond what every start of its layer does; nothing where that could not be recorded. */
  readonly hotPages?: HotPages;
  readonly warnings: readonly string[];
}

/**
 * Builds a function: its folder appears whole, or not at all.
 *
 * @throws BuildError when its sources have a fault, it does not load, or it fails for a sample event
 */
export async function buildFunction(options: FunctionBuildOptions): Promise<BuiltFunction> {
  const { outputFolder } = options;
  await mkdir(dirname(outputFolder), { recursive: true });
  const folder = await mkdtemp(`${outputFolder}.new-`);
  try {
    const { known, warnings, layer } = await fill(folder, options);
    const hotPages = await recordedStart(folder, options, layer);
    if (hotPages !== undefined) await writeHotPages(folder, hotPages);
    const manifest = await manifestOf(folder, options, known);
    await writeFile(join(folder, MANIFEST_FILE), manifestText(options.name, options.handler, manifest));
    checkFunctionSize(options.name, manifest);
    await replace(outputFolder, folder);
    const { zip } = await functionArchive(outputFolder);
    const zipFile = `${outputFolder}.zip`;
    await writeFile(zipFile, zip);
    const built = { folder: outputFolder, zipFile, zipBytes: zip.length, manifest, warnings };
    return { ...built, ...(hotPages !== undefined && { hotPages }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeHotPages(folder: string, hotPages: HotPages): Promise<void> {
  const file = join(folder, FUNCTION_HOT_PAGES);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, functionHotPagesFile(hotPages));
}

interface Filled extends Pick<BuiltFunction, 'warnings'> {
  readonly known: Known;
  /** Where it was built for it. */
  readonly layer?: BuiltLayer;
}

async function fill(folder: string, options: FunctionBuildOptions): Promise<Filled> {
  const { entry, root, external, layer } = options;
  const traced = await withElapsedTime('tracing files', tracedFiles(entry, root, external, !options.bundle));
  const leftOut = foreignAddons(traced.addons, root, layer.architecture);
  const files = traced.files.filter((file) => !leftOut.has(file));
  if (options.bundle) checkPlaces(files, entry, root);
  await copyFiles(files, root, folder);
  if (!options.bundle) return await fillUnbundled(folder, options);
  for (const [place, text] of await moduleTypes(files, root)) await writeFile(join(folder, place), text);
  await writeFile(join(folder, PACKAGE_JSON), await packageJson(folder));
  const input = { entry, root, external: traced.external };
  if (options.mode === 'compiled') return await fillCompiled(folder, input, options);
  const bundle = await bundleFunction(input);
  await writeBundle(folder, bundle);
  return { warnings: bundle.warnings, known: { nodeVersion: layer.nodeVersion, figures: [] } };
}

async function fillCompiled(folder: string, input: BundleInput, options: FunctionBuildOptions): Promise<Filled> {
  const { layer, handler, events, variables } = options;
  await using stack = new AsyncDisposableStack();
  const built = await buildLayer(layer);
  const emulated = isEmulated(layer.architecture);
  const runnable = emulated ? stack.use(await makeStandIn(built.folder)).path : built.folder;
  const plan = { taskRoot: folder, handler, bootstrap: join(runnable, 'bootstrap'), events, variables };
  const compiled = await withElapsedTime('compiling', compileFunction(input, plan));
  const { training, preloads, bundle } = compiled;
  const measured = { ...options, trials: emulated ? 0 : options.trials };
  const warnings = bundle.warnings;
  if (options.image !== 'none') {
    const taken = await functionImage({ plan, map: bundle.map, layer: built }, measured);
    const known = { ...training, ...preloads, ...taken };
    return { known, layer: built, warnings: [...warnings, ...taken.warnings] };
  }
  const figures = await trials(plan, measured);
  return { known: { ...training, ...preloads, figures }, layer: built, warnings };
}

/** Its modules stay as they are, and are compiled in the image alone. */
async function fillUnbundled(folder: string, options: FunctionBuildOptions): Promise<Filled> {
  const { layer, root } = options;
  const own = join(root, PACKAGE_JSON);
  if (existsSync(own)) await cp(own, join(folder, PACKAGE_JSON));
  const built = await buildLayer(layer);
  const { training, ...taken } = await imageOfModules(folder, built, options);
  return { known: { ...training, ...taken }, layer: built, warnings: taken.warnings };
}

/** Beside the same function without what has been compiled. */
async function trials(plan: TrainingPlan, options: FunctionBuildOptions): Promise<readonly ModeFigures[]> {
  if (options.trials === 0) return [];
  await using plain = await plainCopy(plan.taskRoot);
  const candidates = [
    { mode: 'plain', taskRoot: plain.path },
    { mode: 'compiled', taskRoot: plan.taskRoot },
  ] as const;
  return await functionTrials({ ...plan, candidates, starts: options.trials, sizes: options.sizes });
}

/** What the function reads of its own, but that its .js files are no ES modules. */
async function packageJson(folder: string): Promise<string> {
  const own = await readFile(join(folder, PACKAGE_JSON), 'utf8').catch(() => '{}');
  return `${JSON.stringify({ ...JSON.parse(own), type: 'commonjs' })}\n`;
}

/** @throws BuildError for a file that would lie where the bundle must */
function checkPlaces(files: readonly string[], entry: string, root: string): void {
  const taken = files.find((file) => file !== entry && placeOf(file, root) === BUNDLE_FILE);
  if (taken === undefined) return;
  throw new BuildError(
    `${relative(root, taken)}: it stays a file, and the bundle takes its place: give it another name`,
  );
}

async function copyFiles(files: readonly string[], root: string, folder: string): Promise<void> {
  for (const file of files) {
    const target = join(folder, placeOf(file, root));
    await mkdir(dirname(target), { recursive: true });
    await cp(file, target, { recursive: true, verbatimSymlinks: true });
  }
}

interface Known extends Partial<TrainingResult & Preloads>, Pick<FunctionManifest, 'taskRoot' | 'variables'> {
  readonly mode?: BootMode;
  readonly nodeVersion: string;
  readonly figures: readonly ModeFigures[];
}

async function manifestOf(folder: string, options: FunctionBuildOptions, known: Known): Promise<FunctionManifest> {
  const { v8Version, v8Tag } = known;
  return {
    format: 1,
    mode: known.mode ?? options.mode,
    snapboot: snapbootVersion(),
    node: known.nodeVersion,
    ...(v8Version !== undefined && { v8: v8Version }),
    ...(v8Tag !== undefined && { v8Tag }),
    architecture: options.layer.architecture,
    builtins: known.builtins ?? [],
    globals: known.globals ?? [],
    events: options.events.map(({ name }) => name),
    figures: known.figures,
    ...(known.variables !== undefined && { variables: known.variables }),
    ...(known.taskRoot !== undefined && { taskRoot: known.taskRoot }),
    files: await filesIn(folder),
  };
}

async function filesIn(folder: string): Promise<FunctionManifest['files']> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return await Promise.all(
    paths.toSorted().map(async (file) => {
      const content = await readFile(file);
      return { path: relative(folder, file), bytes: content.length, sha256: sha256(content) };
    }),
  );
}

/** @throws BuildError where the old one is none that a build has made */
async function replace(target: string, folder: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found !== undefined && !existsSync(join(target, MANIFEST_FILE))) {
    if (!found.isDirectory()) throw new BuildError(`--out ${target}: this is a file`);
    if ((await readdir(target)).length > 0)
      throw new BuildError(`--out ${target}: there are files that no build has made`);
  }
  await chmod(folder, 0o755);
  await rm(target, { recursive: true, force: true });
  await rename(folder, target);
}
