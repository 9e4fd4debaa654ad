import { mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Absence } from '../absence.ts';
import { type BootRecord, bootFile, textRecord } from '../boot-file/boot-file.ts';
import { BuildError } from '../build-error.ts';
import { bundleRuntime } from '../bundle.ts';
import { clockWords } from './clock-words.ts';
import { type DumpPlan, dumpProcess } from './dump-process.ts';
import { firstCollectionWords } from './first-collection-words.ts';
import { heapWords } from './heap-words.ts';
import { ImageFile, wordBytes } from './image-file.ts';
import { INSIDE } from './image-ground.ts';
import { hookLibrary } from './library-functions.ts';
import { type LoopCounts, resetLoopMetrics } from './loop-metrics.ts';
import { optionWords } from './option-words.ts';
import { generatorWords } from './random-generator.ts';
import { randomState, randomWords } from './random-words.ts';

/** An image that was taken. */
export interface TakenImage {
  readonly content: Buffer;
  readonly report: ImageReport;
  /** What was written while the process was started. */
  readonly output: string;
}

/** What the process that was dumped has told of itself. */
export interface ImageReport {
  readonly nodeVersion: string;
  /** Of the last numbers that `Math.random` gave, their bytes in hexadecimal. */
  readonly lastRandom: readonly string[];
  /** The same of the first number in a context that was made after it. */
  readonly contextRandom: string;
  /** Nanoseconds of the monotonic clock that native code keeps, in decimal. */
  readonly clock: Readonly<Record<string, string>>;
  readonly loop: LoopCounts;
  readonly findings: readonly ImageFinding[];
  /** What loading has read; null where there was none. */
  readonly variables: readonly (readonly [name: string, value: string | null])[];
  /** Native addons, absolute. */
  readonly addons: readonly string[];
  /** Files of modules that are loaded, absolute. */
  readonly modules: readonly string[];
  readonly fault?: { readonly text: string; readonly stack?: string };
}

/** What loading a function has done that matters to an image. */
export interface ImageFinding {
  readonly kind: 'refused' | 'random' | 'note';
  /** Such as `draws crypto.randomUUID()`. */
  readonly what: string;
  /** `file:line:column` in the function's code, the innermost first; empty where nobody knows. */
  readonly stack: readonly string[];
  /** It was not loaded any more then, but answered an event. */
  readonly answering?: true;
}

/** Thrown where a process does not come to sleep, or has what cannot be in an image. */
export class DumpError extends BuildError {
  override readonly name = 'DumpError';
  /** What the process has told by then. */
  readonly report: ImageReport | undefined;
  readonly reason: string;

  constructor(reason: string, report: ImageReport | undefined) {
    super(`no image was taken: ${reason}`);
    this.report = report;
    this.reason = reason;
  }
}

/** What an image is taken of. */
export interface TakingPlan extends Omit<DumpPlan, 'work' | 'script'> {
  /** Of the handlers that are in it, such as `index`, where a function is. */
  readonly handlerModule?: string;
  /** Of this machine, which are nobody's business where the image runs. */
  readonly paths?: readonly string[];
  /** What the image asks for besides. */
  readonly conditions?: readonly BootRecord[];
}

/** The module that a process begins with whose image is taken. */
export const IMAGE_BOOT: string = fileURLToPath(new URL('../../bootstrap/image-boot.ts', import.meta.url));

/** What Node.js reads of the environment while it starts, besides what the launcher knows of: none of it may be set. */
const READ_BY_NODE = [
  'LD_PRELOAD',
  'NODE_COMPILE_CACHE',
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  'NODE_ICU_DATA',
  'NODE_NO_WARNINGS',
  'NODE_PENDING_DEPRECATION',
  'NODE_PENDING_PIPE_INSTANCES',
  'NODE_PRESERVE_SYMLINKS',
  'NODE_PRESERVE_SYMLINKS_MAIN',
  'NODE_REDIRECT_WARNINGS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_USE_ENV_PROXY',
  'NODE_USE_SYSTEM_CA',
  'NODE_V8_COVERAGE',
  'OPENSSL_CONF',
  'OPENSSL_ia32cap',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'UV_THREADPOOL_SIZE',
  'UV_USE_IO_URING',
] as const;

/**
 * Takes the image of a process that is up and sleeps.
 *
 * @returns why none can be taken on this machine, where that is so
 * @throws DumpError when the process does not come to sleep, or has what an image cannot have
 */
export async function takeImage(plan: TakingPlan): Promise<TakenImage | Absence> {
  const work = await realpath(await mkdtemp(join(tmpdir(), 'snapboot-image-')));
  try {
    const script = join(work, 'boot.cjs');
    await writeFile(script, await bundleRuntime(IMAGE_BOOT));
    const dump = await dumpProcess({ ...plan, work, script });
    if ('reason' in dump) return dump;
    const report = dump.report === undefined ? undefined : (JSON.parse(dump.report) as ImageReport);
    if (dump.fault !== undefined) throw new DumpError(dump.fault, report);
    if (report === undefined) throw new DumpError(dump.output.trim(), report);
    const image = new ImageFile(dump.image);
    for (const text of [plan.taskRoot, plan.layer, work, ...(plan.paths ?? [])].flatMap(endsOf)) image.blank(text);
    hookLibrary(image, plan.architecture, { maps: dump.maps, node: INSIDE.node, root: dump.fileAt });
    resetLoopMetrics(image, report.loop);
    const drawn = report.lastRandom.map((hex) => Buffer.from(hex, 'hex'));
    const generator = generatorWords(image, randomState(image, Buffer.from(report.contextRandom, 'hex')));
    const limits = heapWords(image);
    const words = [
      ...limits,
      ...firstCollectionWords(image, limits, report.nodeVersion),
      ...randomWords(image, drawn),
      ...generator,
      ...clockWords(image, report.clock),
      ...optionWords(image),
    ];
    image.addWords(words);
    image.addRecords(bootFile([...conditionsOf(plan, report), ...(await fileConditions(plan, report))]));
    return { content: image.content(), report, output: dump.output };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const LEAST_NAMES = 3;

/**
 * A path of this machine, and what a file system that is mounted on the way to it calls it: Node.js reads both when it
 * looks for limits of its memory, and leaves them behind.
 */
function endsOf(path: string): readonly string[] {
  const names = path.split('/').slice(1);
  const firsts = names.map((_, first) => first).slice(0, Math.max(1, names.length - LEAST_NAMES + 1));
  return firsts.map((first) => `/${names.slice(first).join('/')}`);
}

// Enough for a bundle, and for what people edit of a function that is none: each is looked at in every start.
const MOST_FILES = 16;

/** The function's own modules, by their sizes: one that was changed after the build would not run. */
async function fileConditions({ taskRoot }: TakingPlan, { modules }: ImageReport): Promise<readonly BootRecord[]> {
  const own = modules.filter((file) => file.startsWith(`${INSIDE.taskRoot}/`) && !file.includes('/node_modules/'));
  const names = own.map((file) => file.slice(INSIDE.taskRoot.length + 1));
  return await Promise.all(names.slice(0, MOST_FILES).map((name) => fileRecord(join(taskRoot, name), name)));
}

async function fileRecord(file: string, name: string): Promise<BootRecord> {
  const { size } = await stat(file);
  const content = Buffer.concat([wordBytes(BigInt(size)), Buffer.from(`${name}\0`)]);
  return { kind: 'FUNCTION_FILE', content };
}

function conditionsOf(plan: TakingPlan, report: ImageReport): readonly BootRecord[] {
  const { handlerModule: module } = plan;
  // By the last one the function's modules are found.
  const kept = module === undefined ? ['TZ', 'LANG'] : ['TZ', 'LANG', 'NODE_PATH'];
  const set = Object.entries(plan.variables).filter(([name]) => kept.includes(name));
  return [
    textRecord('NODE_VERSION', report.nodeVersion),
    textRecord('BUILT_FOR', plan.architecture),
    ...(plan.conditions ?? []),
    ...(module === undefined ? [] : [textRecord('TASK_ROOT', INSIDE.taskRoot), textRecord('HANDLER_MODULE', module)]),
    ...READ_BY_NODE.map((name) => textRecord('VARIABLE_NOT_SET', name)),
    ...set.map(([name, value]) => textRecord('VARIABLE_EQUALS', name, value)),
    ...report.variables.map(([name, value]) =>
      value === null ? textRecord('VARIABLE_NOT_SET', name) : textRecord('VARIABLE_EQUALS', name, value),
    ),
  ];
}
