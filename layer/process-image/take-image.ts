import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Absence } from '../absence.ts';
import { bootFile, textRecord } from '../boot-file/boot-file.ts';
import { BuildError } from '../build-error.ts';
import { bundleRuntime } from '../bundle.ts';
import { clockWords } from './clock-words.ts';
import { type DumpPlan, dumpProcess } from './dump-process.ts';
import { heapWords } from './heap-words.ts';
import { ImageFile } from './image-file.ts';
import { WORD_KINDS } from './image-format.ts';
import { INSIDE } from './image-ground.ts';
import { hookLibrary } from './library-functions.ts';
import { randomWords } from './random-words.ts';

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
  /** Nanoseconds of the monotonic clock that native code keeps, in decimal. */
  readonly clock: Readonly<Record<string, string>>;
  readonly findings: readonly unknown[];
  readonly variables: readonly (readonly [name: string, value: string | null])[];
  readonly fault?: { readonly text: string };
}

/** The module that a process begins with whose image is taken. */
export const IMAGE_BOOT: string = fileURLToPath(new URL('../../bootstrap/image-boot.ts', import.meta.url));

/** What Node.js reads of the environment while it starts, besides what the launcher knows of: none of it may be set. */
const READ_BY_NODE = [
  'LD_PRELOAD',
  'NODE_COMPILE_CACHE',
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  'NODE_EXTRA_CA_CERTS',
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
 * @throws BuildError when the process has what an image cannot have, with its place
 */
export async function takeImage(plan: Omit<DumpPlan, 'work' | 'script'>): Promise<TakenImage | Absence> {
  const work = await realpath(await mkdtemp(join(tmpdir(), 'snapboot-image-')));
  try {
    const script = join(work, 'boot.cjs');
    await writeFile(script, await bundleRuntime(IMAGE_BOOT));
    const dump = await dumpProcess({ ...plan, work, script });
    if ('reason' in dump) return dump;
    if (dump.report === undefined) throw new BuildError(`no image was taken: ${dump.output.trim()}`);
    const report = JSON.parse(dump.report) as ImageReport;
    const image = new ImageFile(dump.image);
    hookLibrary(image, plan.architecture, { maps: dump.maps, node: INSIDE.node, root: (path) => onHost(plan, path) });
    const drawn = report.lastRandom.map((hex) => Buffer.from(hex, 'hex'));
    image.addWords([...heapWords(image), ...randomWords(image, drawn), ...clockWords(image, report.clock)], WORD_KINDS);
    image.addRecords(bootFile(conditionsOf(plan, report)));
    image.save();
    return { content: await readFile(dump.image), report, output: dump.output };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function onHost({ layer }: Pick<DumpPlan, 'layer'>, path: string): string {
  return path.startsWith('/opt/') ? join(layer, path.slice('/opt/'.length)) : path;
}

function conditionsOf(plan: Pick<DumpPlan, 'architecture' | 'variables'>, report: ImageReport) {
  const set = Object.entries(plan.variables).filter(([name]) => name === 'TZ' || name === 'LANG');
  return [
    textRecord('NODE_VERSION', report.nodeVersion),
    textRecord('BUILT_FOR', plan.architecture),
    ...READ_BY_NODE.map((name) => textRecord('VARIABLE_NOT_SET', name)),
    ...set.map(([name, value]) => textRecord('VARIABLE_EQUALS', name, value)),
    ...report.variables.map(([name, value]) =>
      value === null ? textRecord('VARIABLE_NOT_SET', name) : textRecord('VARIABLE_EQUALS', name, value),
    ),
  ];
}
