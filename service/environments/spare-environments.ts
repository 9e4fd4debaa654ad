import { isDeepStrictEqual } from 'node:util';
import { type FunctionConfig, versionKey } from '../functions/function-config.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';

/** How spares are made, and given up. */
export interface SpareOptions {
  readonly create: (config: FunctionConfig) => ExecutionEnvironment;
  /** Ends a spare that nobody needs any more; not waited for. */
  readonly shutDown: (environment: ExecutionEnvironment) => void;
}

interface Spare {
  readonly environment: ExecutionEnvironment;
  readonly function: FunctionConfig;
}

// Each is a waiting shell in its sandbox, and a file system for its /tmp.
const MAX_SPARES = 8;

/** Environments that are ready for a cold start: one for each of a few functions, those that were prepared last. */
export class SpareEnvironments {
  readonly #options: SpareOptions;
  readonly #spares = new Map<string, Spare>();

  constructor(options: SpareOptions) {
    this.#options = options;
  }

  /** Gets an environment ready for a function in its present revision, if there is none yet. */
  prepare(config: FunctionConfig): void {
    const spare = this.#spares.get(versionKey(config));
    if (spare !== undefined && fits(spare, config)) return;
    const [oldest] = this.#spares.keys();
    if (spare !== undefined) this.#drop(versionKey(config));
    else if (oldest !== undefined && this.#spares.size >= MAX_SPARES) this.#drop(oldest);
    const environment = this.#options.create(config);
    this.#spares.set(versionKey(config), { environment, function: config });
    // What goes wrong here goes wrong again where somebody waits for it.
    environment.prepare().catch(() => {
      if (this.#spares.get(versionKey(config))?.environment === environment) this.#drop(versionKey(config));
    });
  }

  /** The environment that waits for this revision of the function, if there is one; it is no spare any more. */
  take(config: FunctionConfig): ExecutionEnvironment | undefined {
    const spare = this.#spares.get(versionKey(config));
    if (spare === undefined || !fits(spare, config)) return undefined;
    this.#spares.delete(versionKey(config));
    return spare.environment;
  }

  /** Replaces spares that do not fit any more, and gives up those of functions that are not among these, by `versionKey`. */
  update(functions: ReadonlyMap<string, FunctionConfig>): void {
    for (const key of [...this.#spares.keys()]) {
      const config = functions.get(key);
      if (config === undefined) this.#drop(key);
      else this.prepare(config);
    }
  }

  /** Gives all of them up. */
  clear(): void {
    for (const key of [...this.#spares.keys()]) this.#drop(key);
  }

  #drop(key: string): void {
    const spare = this.#spares.get(key);
    this.#spares.delete(key);
    if (spare !== undefined) this.#options.shutDown(spare.environment);
  }
}

/** It has not read a line of code yet: a spare of a former revision will do where nothing but code has changed. */
function fits({ environment, function: former }: Spare, config: FunctionConfig): boolean {
  if (former.revision === config.revision) return true;
  return isDeepStrictEqual({ ...former, revision: config.revision }, config) && environment.showsPresentCode();
}
