import { fileURLToPath } from 'node:url';
import { type FunctionPlace, readFunctionPath } from '../service/functions/function-path.ts';
import { readEvent } from '../service/run/event-argument.ts';

/** The function that every contender runs. */
export interface Workload extends FunctionPlace {
  readonly name: string;
  /** Whether it is the empty handler, for which this project has targets. */
  readonly isReference: boolean;
  /** JSON text of the event of every invocation. */
  readonly event: string;
}

/** What the command line says about the function. */
export interface WorkloadOptions {
  /** A handler file or a folder with one; nothing means an empty handler. */
  readonly path?: string;
  readonly handler?: string;
  /** A file, JSON, or `-` for stdin. */
  readonly event?: string;
}

const EMPTY_WORKLOAD = fileURLToPath(new URL('workloads/empty', import.meta.url));

/** Finds the function. Throws a UsageError when there is none. */
export async function findWorkload({ path, handler, event }: WorkloadOptions): Promise<Workload> {
  const payload: Buffer = await readEvent(event ?? '{}');
  return {
    name: path ?? 'an empty handler',
    isReference: path === undefined,
    ...readFunctionPath(path ?? EMPTY_WORKLOAD, handler),
    event: payload.toString(),
  };
}
