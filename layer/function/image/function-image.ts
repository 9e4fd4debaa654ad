import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SandboxSupport } from '../../../service/environments/sandbox.ts';
import type { Absence } from '../../absence.ts';
import { type BuiltLayer, buildLayer } from '../../build-layer.ts';
import type { BuildPlan } from '../../build-plan.ts';
import { sha256 } from '../../layer-manifest.ts';
import { etcOfImage } from '../../process-image/image-etc.ts';
import { INSIDE } from '../../process-image/image-ground.ts';
import { DumpError, type TakenImage, takeImage } from '../../process-image/take-image.ts';
import { withElapsedTime } from '../../progress.ts';
import { CACHE_PATH } from '../cache/function-cache.ts';
import type { TrainingPlan } from '../compile/training-run.ts';
import type { FunctionBuildOptions } from '../function-build-options.ts';
import { copyOf, type FunctionCopy, plainCopy } from '../function-copies.ts';
import type { BootMode, FunctionManifest, ImageMode, ModeFigures } from '../function-manifest.ts';
import { functionTrials, sumMs } from '../function-trials.ts';
import { IMAGE_FILE } from './image-file.ts';
import { judgeImage } from './image-findings.ts';
import { findStage, type ImageStage } from './image-stage.ts';
import { imageVariables } from './image-variables.ts';
import { NoImageError } from './no-image-error.ts';
import { readyImage } from './ready-image.ts';
import { SourceFinder } from './source-finder.ts';
import { compareStarts } from './start-comparison.ts';

/** What has become of an image. */
export interface FunctionImage extends Pick<FunctionManifest, 'variables' | 'taskRoot'> {
  /** That of the image, or how the function starts where none can be taken here. */
  readonly mode: BootMode;
  readonly figures: readonly ModeFigures[];
  /** What the function's author should know, one line each. */
  readonly warnings: readonly string[];
}

/** A function that was compiled, and where it runs. */
export interface ImageInput {
  readonly plan: TrainingPlan;
  /** Its source map, where it is bundled. */
  readonly map?: string;
  /** Where it is not: absolute path of a folder with what Node.js has compiled of its modules. */
  readonly compileCache?: string;
  readonly layer: BuiltLayer;
}

/**
 * Takes the image of a process that has loaded a function, compares what the function does from it with what it does
 * without, and measures both.
 *
 * @throws NoImageError when something cannot be in an image, or comes out of it as another thing
 */
export async function functionImage(input: ImageInput, options: FunctionBuildOptions): Promise<FunctionImage> {
  const stage = await findStage(options);
  if ('reason' in stage) return without(stage, input);
  await using stack = new AsyncDisposableStack();
  const copy = stack.use(await copyOf(input.plan.taskRoot));
  const cache = join(copy.path, CACHE_PATH);
  if (input.compileCache !== undefined) await cp(input.compileCache, cache, { recursive: true });
  const taken = await withElapsedTime('taking a process image', taking(copy, input, stage, options));
  // A start without the image has none: it would be told of it by a variable.
  await rm(cache, { recursive: true, force: true });
  if ('reason' in taken) return without(taken, input);
  const warnings = judgeImage(taken.report, finderOf(input), options.allowRandom);
  await mkdir(dirname(join(copy.path, IMAGE_FILE)), { recursive: true });
  await writeFile(join(copy.path, IMAGE_FILE), taken.content);
  const { sandbox } = stage;
  if (sandbox !== undefined) await readyImage(copy.path, input.plan, input.layer, { plan: options.layer, sandbox });
  const bare = await buildLayer(withoutImage(options.layer));
  await compare(copy, input, bare, stage);
  const figures = sandbox === undefined ? [] : await trials(copy, input, { bare, sandbox, options });
  await mkdir(dirname(join(input.plan.taskRoot, IMAGE_FILE)), { recursive: true });
  await rename(join(copy.path, IMAGE_FILE), join(input.plan.taskRoot, IMAGE_FILE));
  const told = [...warnings, ...slower(figures)];
  return { mode: modeOf(options), figures, warnings: told, variables: hashes(taken), taskRoot: INSIDE.taskRoot };
}

function without({ reason }: Absence, input: ImageInput): FunctionImage {
  const mode = modeWithout(input);
  return { mode, figures: [], warnings: [`no image was taken, the function is ${mode}: ${reason}`] };
}

function modeWithout({ map }: ImageInput): 'compiled' | 'plain' {
  return map === undefined ? 'plain' : 'compiled';
}

function modeOf({ image }: FunctionBuildOptions): ImageMode {
  return image === 'primed' ? 'image primed' : 'image';
}

async function taking(
  { path }: FunctionCopy,
  { plan, layer, ...input }: ImageInput,
  { shown }: ImageStage,
  options: FunctionBuildOptions,
): Promise<TakenImage | Absence> {
  const { architecture, cacheFolder, nodeVersion } = options.layer;
  const { variables: all, rules } = imageVariables(options.variables, nodeVersion, plan.handler);
  // Told by the plan: what Node.js takes of it at its start stays in the process.
  const { NODE_EXTRA_CA_CERTS: certificates, ...variables } = all;
  const events = plan.events.map(({ payload }) => JSON.parse(payload.toString()) as unknown);
  const { allowRandom, network, imageGround: ground } = options;
  const settings = {
    kind: 'function',
    handler: plan.handler,
    events,
    primed: options.image === 'primed',
    allowRandom,
    rules,
    ...(certificates !== undefined && { certificates }),
    ...(input.compileCache !== undefined && { compileCache: `${INSIDE.taskRoot}/${CACHE_PATH}` }),
  };
  const handlerModule = moduleOf(plan.handler);
  const etc = await etcOfImage(network);
  // What was compiled there says so.
  const paths = [plan.taskRoot];
  const place = { paths, architecture, cacheFolder, layer: layer.folder, taskRoot: path, network, etc, shown, ground };
  try {
    return await takeImage({ ...place, variables, settings, handlerModule });
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    if (error.report !== undefined) judgeImage(error.report, finderOf(input), allowRandom);
    throw new NoImageError(error.reason, { cause: error });
  }
}

/** The layer, where functions start without its image. */
function withoutImage(layer: BuildPlan): BuildPlan {
  return layer.image === 'none' ? layer : { ...layer, image: 'none', outputFolder: `${layer.outputFolder}-no-image` };
}

async function compare(
  { path }: FunctionCopy,
  { plan, layer }: ImageInput,
  bare: BuiltLayer,
  stage: ImageStage,
): Promise<void> {
  // What is compiled is the same in both: places in errors are those of its sources.
  const compared = { plain: { taskRoot: plan.taskRoot, layer: bare }, taken: { taskRoot: path, layer } };
  await withElapsedTime('comparing', compareStarts(plan, compared, stage));
}

interface Trials {
  readonly bare: BuiltLayer;
  readonly sandbox: SandboxSupport;
  readonly options: FunctionBuildOptions;
}

/** Beside a plain start, and the one that the function would have without its image: what it has compiled, on the layer. */
async function trials(
  { path }: FunctionCopy,
  { plan, map }: ImageInput,
  { bare, sandbox, options }: Trials,
): Promise<readonly ModeFigures[]> {
  if (options.trials === 0) return [];
  await using plain = await plainCopy(plan.taskRoot);
  const candidates = [
    { mode: 'plain', taskRoot: plain.path, bootstrap: bare.bootstrap },
    { mode: map === undefined ? 'layer image' : 'compiled', taskRoot: plan.taskRoot },
    { mode: modeOf(options), taskRoot: path },
  ] as const;
  return await functionTrials({ ...plan, candidates, starts: options.trials, sizes: options.sizes, sandbox });
}

/** The author has asked for the image, and few starts on a busy machine say little: he is told, and keeps it. */
function slower(figures: readonly ModeFigures[]): readonly string[] {
  const own = figures.filter(({ mode }) => mode === 'image' || mode === 'image primed');
  const faster = figures.find((other) =>
    own.some((image) => image.memoryMb === other.memoryMb && sumMs(image) > sumMs(other)),
  );
  if (faster === undefined) return [];
  return [`in these starts the function was no faster from the image: ${faster.mode}, ${faster.memoryMb} MB`];
}

/** `index` of `index.handler`. */
function moduleOf(handler: string): string {
  return handler.slice(0, handler.indexOf('.', handler.lastIndexOf('/') + 1));
}

function finderOf({ map }: Pick<ImageInput, 'map'>): SourceFinder | undefined {
  return map === undefined ? undefined : new SourceFinder(map);
}

function hashes({ report }: TakenImage): Record<string, string | null> {
  return Object.fromEntries(
    report.variables.map(([name, value]) => [name, value === null ? null : sha256(Buffer.from(value))]),
  );
}
