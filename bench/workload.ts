import { join } from 'node:path';
import type { Absence } from '../layer/absence.ts';
import { type FunctionPlace, readFunctionPath } from '../service/functions/function-path.ts';
import { readEvent } from '../service/run/event-argument.ts';
import { BenchError } from './bench-error.ts';
import { bundleWorkload, WORKLOADS_FOLDER } from './bundle-workload.ts';
import { packagedWorkload } from './packaged-workload.ts';
import { Progress } from './progress.ts';
import type { Backend } from './workloads/aws-endpoint.ts';
import { type Exclusion, type OwnWorkload, WORKLOADS } from './workloads/workloads.ts';

/** The function that every contender runs. */
export interface Workload extends FunctionPlace {
  readonly name: string;
  /** Which of the benchmark's own it is; absent for a function of the user's. */
  readonly own?: string;
  /** JSON text of the event of every invocation. */
  readonly event: string;
  /** JSON text of the right answer; nothing where only the function knows, and any answer but an error will do. */
  readonly expected: string | undefined;
  /** Starts what it talks to, which stands while it is measured. */
  readonly openBackend?: () => Promise<Backend>;
  /** Contenders that cannot run it. */
  readonly without?: Exclusion;
  /** Packages that may draw randomness while they are loaded into an image. */
  readonly allowRandom?: readonly string[];
  /** Why it cannot be had on this machine; only its name means anything then. */
  readonly missing?: string;
}

/** What the command line says about the functions. */
export interface WorkloadOptions {
  /** A handler file or a folder with one; nothing means workloads of the benchmark's own. */
  readonly path?: string;
  readonly handler?: string;
  /** A file, JSON, or `-` for stdin. */
  readonly event?: string;
  /** Names of workloads of the benchmark's own; none means the empty handler. */
  readonly workloads: readonly string[];
}

/**
 * Finds the functions, and bundles those of the benchmark's own that are made of packages.
 *
 * @throws a UsageError for a PATH without one, a BenchError for an unknown workload
 */
export async function findWorkloads(
  options: WorkloadOptions,
  progress: Progress = new Progress(),
): Promise<readonly Workload[]> {
  if (options.path !== undefined) return [await userWorkload(options.path, options)];
  const unknown = options.workloads.find((name) => !WORKLOADS.some((own) => own.name === name));
  if (unknown !== undefined) {
    throw new BenchError(`--workload ${unknown}: there are ${WORKLOADS.map(({ name }) => name).join(', ')}`);
  }
  const wanted = options.workloads.length === 0 ? ['empty'] : options.workloads;
  const found: Workload[] = [];
  for (const own of WORKLOADS) if (wanted.includes(own.name)) found.push(await ownWorkload(own, progress));
  return found;
}

async function userWorkload(path: string, { handler, event }: WorkloadOptions): Promise<Workload> {
  const payload: Buffer = await readEvent(event ?? '{}');
  const place = readFunctionPath(path, handler);
  return { name: path, ...place, event: payload.toString(), expected: undefined };
}

async function ownWorkload(own: OwnWorkload, progress: Progress): Promise<Workload> {
  const { name, about, bundled: _bundled, folder = name, ...same } = own;
  const head = { ...same, name: about, own: name };
  const sources = join(WORKLOADS_FOLDER, folder);
  const taskRoot = await taskRootOf(own, sources, progress);
  if (typeof taskRoot === 'string') return { ...head, ...readFunctionPath(taskRoot) };
  return { ...head, ...readFunctionPath(sources), missing: taskRoot.reason };
}

async function taskRootOf(
  { name, folder = name, bundled }: OwnWorkload,
  sources: string,
  progress: Progress,
): Promise<string | Absence> {
  if (bundled === 'packages beside') return await packagedWorkload(folder);
  return bundled ? await bundleWorkload(folder, progress) : sources;
}
