import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from 'esbuild';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { buildFunction } from '../../layer/function/build-function.ts';
import { readFunctionBuildOptions } from '../../layer/function/function-build-options.ts';
import { type FunctionPlace, HANDLER_EXTENSIONS } from '../../service/functions/function-path.ts';
import { BenchError } from '../bench-error.ts';
import { installWorkloadPackages, sourceFiles, WORKLOADS_FOLDER } from '../bundle-workload.ts';
import { privateFolder } from '../conditions/private-folder.ts';
import { inOneLine } from '../one-line.ts';
import type { Progress } from '../progress.ts';
import type { Workload } from '../workload.ts';
import { cachedFolder, fillOnce } from '../workload-cache.ts';
import { type OwnWorkload, WORKLOADS } from '../workloads/workloads.ts';
import type { Ground } from './contenders.ts';
import { CREDENTIALS } from './lambda-variables.ts';

const CACHE = fileURLToPath(new URL('../cache/built', import.meta.url));
const BUILD_TOOL = fileURLToPath(new URL('../../layer/function', import.meta.url));

/**
 * What builds functions as `snapboot function build` does, each once in a run, from their sources and with their event as
 * the sample event; those of the benchmark's own are kept for the next run. While a function is trained it has a backend
 * of its own.
 *
 * @param cache absolute path
 */
export function functionBuilder(
  ground: Ground,
  progress: Progress,
  cache: string = CACHE,
): (workload: Workload) => Promise<FunctionPlace> {
  const places = new Map<Workload, Promise<FunctionPlace>>();
  return async (workload) => {
    const own = WORKLOADS.find(({ name }) => name === workload.own);
    const place =
      places.get(workload) ??
      (own === undefined ? buildUsers(workload) : buildOwn(own, workload, { ground, progress, cache }));
    places.set(workload, place);
    return await place;
  };
}

// What it is made of, nobody knows before it has been bundled.
async function buildUsers(workload: Workload): Promise<FunctionPlace> {
  const taskRoot = join(await privateFolder('built'), 'function');
  const handler = await build(handlerFile(workload), workload, taskRoot);
  return { taskRoot, handler };
}

async function buildOwn(
  own: OwnWorkload,
  workload: Workload,
  { ground, progress, cache }: { readonly ground: Ground; readonly progress: Progress; readonly cache: string },
): Promise<FunctionPlace> {
  const { name, folder = name, event, bundled } = own;
  const place = { cache, name };
  const files = [...sourceFiles(folder), ...filesIn(BUILD_TOOL), ...layerFiles(ground)];
  const taskRoot = cachedFolder(place, { facts: [version, readBuildPlan([]).nodeVersion, event], files });
  if (!existsSync(taskRoot)) {
    const reason = bundled ? await installWorkloadPackages(progress) : undefined;
    if (reason !== undefined) throw new BenchError(reason);
    const entry = join(WORKLOADS_FOLDER, folder, 'index.mjs');
    await fillOnce(place, taskRoot, (filled) => build(entry, workload, filled));
  }
  return { taskRoot, handler: 'index.handler' };
}

/** Gives the handler of the built function. */
async function build(entry: string, workload: Workload, outputFolder: string): Promise<string> {
  const { exported } = partsOf(workload.handler);
  await using backend = await workload.openBackend?.();
  try {
    const args = [entry, '--handler', exported, '--out', outputFolder, '--trials', '0'];
    const options = readFunctionBuildOptions(args);
    const event = { name: 'the event', payload: Buffer.from(workload.event) };
    const variables = { ...CREDENTIALS, ...backend?.variables };
    await buildFunction({ ...options, events: [event], variables });
    return options.handler;
  } catch (error) {
    if (!(error instanceof Error && 'isUserError' in error)) throw error;
    throw new BenchError(`cannot be built: ${inOneLine(error.message)}`, { cause: error });
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
