import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from 'esbuild';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { buildFunction } from '../../layer/function/build-function.ts';
import { readFunctionBuildOptions } from '../../layer/function/function-build-options.ts';
import type { BootMode } from '../../layer/function/function-manifest.ts';
import { NoImageError } from '../../layer/function/image/no-image-error.ts';
import { privateFolder } from '../../service/environments/private-folder.ts';
import { type FunctionPlace, HANDLER_EXTENSIONS } from '../../service/functions/function-path.ts';
import { inOneLine } from '../../service/processes/one-line.ts';
import { BenchError } from '../bench-error.ts';
import { installWorkloadPackages, sourceFiles, WORKLOADS_FOLDER } from '../bundle-workload.ts';
import type { Progress } from '../progress.ts';
import type { Workload } from '../workload.ts';
import { cachedFolder, fillOnce } from '../workload-cache.ts';
import { type OwnWorkload, WORKLOADS } from '../workloads/workloads.ts';
import type { Ground } from './contender.ts';
import { GIVEN_TO_ALL } from './lambda-variables.ts';
import { UnsuitedError } from './unsuited-error.ts';

const CACHE = fileURLToPath(new URL('../cache/built', import.meta.url));
// Those beside the builder are what an image is made with, and the runtime that wakes in it.
const BUILD_TOOLS = ['../../layer/function', '../../layer/process-image', '../../bootstrap', '../../runtime'].map(
  (folder) => fileURLToPath(new URL(folder, import.meta.url)),
);

/** What functions are built to start from. An image is kept where it can be taken, faster or not. */
export type BuiltMode = BootMode;

const BUILD_ARGS: Readonly<Record<BuiltMode, readonly string[]>> = {
  plain: ['--plain'],
  compiled: ['--trials', '0'],
  image: ['--image', '--trials', '0'],
  // It answers its event by a backend of this machine.
  'image primed': ['--primed', '--network', 'host', '--trials', '0'],
};

/** What functions are built with. */
export interface BuilderSetting {
  readonly mode: BuiltMode;
  readonly ground: Ground;
  readonly progress: Progress;
  /** Absolute path of the folder where those of the benchmark's own are kept. */
  readonly cache?: string;
}

/**
 * What builds functions as `snapboot function build` does, each once in a run, from their sources and with their event as
 * the sample event; those of the benchmark's own are kept for the next run. While a function is trained it has a backend
 * of its own.
 */
export function functionBuilder(setting: BuilderSetting): (workload: Workload) => Promise<FunctionPlace> {
  const places = new Map<Workload, Promise<FunctionPlace>>();
  return async (workload) => {
    const own = WORKLOADS.find(({ name }) => name === workload.own);
    const place =
      places.get(workload) ??
      (own === undefined ? buildUsers(workload, setting.mode) : buildOwn(own, workload, setting));
    places.set(workload, place);
    return await place;
  };
}

// What it is made of, nobody knows before it has been bundled.
async function buildUsers(workload: Workload, mode: BuiltMode): Promise<FunctionPlace> {
  const taskRoot = join(await privateFolder('built'), 'function');
  const handler = await build(handlerFile(workload), workload, mode, taskRoot);
  return { taskRoot, handler };
}

async function buildOwn(
  own: OwnWorkload,
  workload: Workload,
  { mode, ground, progress, cache = CACHE }: BuilderSetting,
): Promise<FunctionPlace> {
  const { name, folder = name, event, bundled, allowRandom = [] } = own;
  const place = { cache, name: `${name}-${mode.replace(' ', '-')}` };
  const files = [...sourceFiles(folder), ...BUILD_TOOLS.flatMap(filesIn), ...layerFiles(ground)];
  const facts = [mode, version, readBuildPlan([]).nodeVersion, event, allowRandom, GIVEN_TO_ALL];
  const taskRoot = cachedFolder(place, { facts, files });
  if (!existsSync(taskRoot)) {
    const reason = bundled ? await installWorkloadPackages(progress) : undefined;
    if (reason !== undefined) throw new BenchError(reason);
    const entry = join(WORKLOADS_FOLDER, folder, 'index.mjs');
    await fillOnce(place, taskRoot, (filled) => build(entry, workload, mode, filled));
  }
  return { taskRoot, handler: 'index.handler' };
}

/** Gives the handler of the built function. */
async function build(entry: string, workload: Workload, mode: BuiltMode, outputFolder: string): Promise<string> {
  const { exported } = partsOf(workload.handler);
  await using backend = await workload.openBackend?.();
  try {
    const args = [entry, '--handler', exported, '--out', outputFolder];
    const options = readFunctionBuildOptions([...args, ...BUILD_ARGS[mode]]);
    const event = { name: 'the event', payload: Buffer.from(workload.event) };
    const variables = { ...GIVEN_TO_ALL, ...backend?.variables };
    const { manifest } = await buildFunction({
      ...options,
      allowRandom: workload.allowRandom ?? [],
      events: [event],
      variables,
    });
    if (manifest.mode !== mode) throw new BenchError(`cannot be built: it starts ${manifest.mode}, not ${mode}`);
    return options.handler;
  } catch (error) {
    if (error instanceof BenchError || !(error instanceof Error && 'isUserError' in error)) throw error;
    const line = inOneLine(error.message);
    if (error instanceof NoImageError) throw new UnsuitedError(line, { cause: error });
    throw new BenchError(`cannot be built: ${line}`, { cause: error });
  }
}

function handlerFile({ taskRoot, handler }: Workload): string {
  const { module } = partsOf(handler);
  const candidates = HANDLER_EXTENSIONS.map((extension) => join(taskRoot, `${module}${extension}`));
  const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  if (file === undefined) throw new BenchError(`cannot be built: there is no file of the handler ${handler}`);
  return file;
}

/** Lambda takes what follows the first dot for the export. */
function partsOf(handler: string): { readonly module: string; readonly exported: string } {
  const [name = '', ...exported] = basename(handler).split('.');
  return { module: join(dirname(handler), name), exported: exported.join('.') };
}

/** What decides of the layer how a function is run, and so what is compiled of it. */
function layerFiles({ bootstrap }: Ground): readonly string[] {
  return [bootstrap, join(dirname(bootstrap), 'snapboot/runtime.cjs')];
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
}
