import type { VariableRules } from '../plan.ts';
import type { VariableRead } from '../report.ts';
import type { FindingLog } from './finding-log.ts';

const NO_GLOBAL = 'AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA';
// Who looks for names of some kind does not ask for its value, who copies all variables does.
const SENTINEL = '_all_variables';
const SENTINEL_PROPERTY = { value: '', writable: true, enumerable: true, configurable: true };

/** What loading has had to do with variables. */
export interface WatchedVariables {
  /** As they were when they were read first. */
  readonly read: () => readonly VariableRead[];
  /** The function is loaded: from here on what it reads is noted, and nothing is refused. */
  endLoading(): void;
  /** Gives the environment back. */
  release(): void;
  /** Changes again what loading has changed: each process that wakes has an environment of its own. */
  changeAgain(): void;
}

/** Puts something in the place of `process.env` that notes what is read of it. */
export function watchVariables(rules: VariableRules, log: FindingLog): WatchedVariables {
  const { env } = process;
  const watched = new Watched(rules, log);
  process.env = new Proxy(env, watched);
  return {
    read: () => [...watched.found],
    endLoading() {
      watched.isLoading = false;
    },
    release() {
      watched.isLoading = false;
      watched.isOver = true;
      process.env = env;
    },
    changeAgain() {
      for (const change of watched.changes) change();
    },
  };
}

class Watched implements ProxyHandler<NodeJS.ProcessEnv> {
  isLoading = true;
  isOver = false;
  // By this the function finds a global name, or none.
  readonly found = new Map([[NO_GLOBAL, process.env[NO_GLOBAL] ?? null]]);
  readonly changes: (() => void)[] = [];
  readonly #listed = new Set<PropertyKey>();
  readonly #hidden: RegExp;
  readonly #unknown: readonly string[];
  readonly #log: FindingLog;

  constructor({ hidden, unknown }: VariableRules, log: FindingLog) {
    this.#hidden = new RegExp(hidden, 'i');
    this.#unknown = unknown;
    this.#log = log;
  }

  get(env: NodeJS.ProcessEnv, key: PropertyKey): unknown {
    if (key === SENTINEL && this.isLoading) this.#log.refuse('reads all environment variables');
    return this.#find(env, key);
  }

  has(env: NodeJS.ProcessEnv, key: PropertyKey): boolean {
    this.#find(env, key);
    return Reflect.has(env, key);
  }

  getOwnPropertyDescriptor(env: NodeJS.ProcessEnv, key: PropertyKey): PropertyDescriptor | undefined {
    if (key === SENTINEL && this.isLoading) return SENTINEL_PROPERTY;
    // Who lists the names is told of each that there is one.
    if (!this.#listed.delete(key)) this.#find(env, key);
    return Reflect.getOwnPropertyDescriptor(env, key);
  }

  ownKeys(env: NodeJS.ProcessEnv): ArrayLike<string | symbol> {
    if (!this.isLoading) return Reflect.ownKeys(env);
    this.#log.note('note', 'lists the names of all environment variables');
    for (const key of Reflect.ownKeys(env)) this.#listed.add(key);
    return [SENTINEL, ...Reflect.ownKeys(env)];
  }

  set(env: NodeJS.ProcessEnv, key: PropertyKey, value: unknown): boolean {
    return this.#change(() => Reflect.set(env, key, value));
  }

  deleteProperty(env: NodeJS.ProcessEnv, key: PropertyKey): boolean {
    return this.#change(() => Reflect.deleteProperty(env, key));
  }

  #change(action: () => boolean): boolean {
    if (this.isLoading) this.changes.push(action);
    return action();
  }

  #find(env: NodeJS.ProcessEnv, key: PropertyKey): unknown {
    const value = Reflect.get(env, key) as string | undefined;
    if (this.isOver || typeof key !== 'string' || this.found.has(key)) return value;
    // The runtime and Node.js read some for themselves.
    if (this.#log.places().length === 0) return value;
    const isHidden = this.#hidden.test(key);
    const isUnknown = this.#unknown.includes(key);
    if (this.isLoading && isHidden) this.#log.refuse(`reads ${key}, which must not be in an image`);
    if (this.isLoading && isUnknown) this.#log.refuse(`reads ${key}: say what it will be with --env ${key}=VALUE`);
    // Who answers events reads its credentials, and the present event's id, again and again.
    if (!isHidden && !isUnknown) this.found.set(key, value ?? null);
    return value;
  }
}
