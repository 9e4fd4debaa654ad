import { note, refuse } from './findings.ts';
import { isLoading, onWake } from './stage.ts';

/** How the variables of the build stand to those of an execution environment. */
export interface VariableRules {
  /** An expression for names that loading must not read: secrets, and what each execution environment has for itself. */
  readonly hidden: string;
  /** Names that Lambda sets, to what this build was not told. */
  readonly unknown: readonly string[];
}

/** A variable that loading has read, and what it has found: null where there was none. */
export type VariableRead = readonly [name: string, value: string | null];

// Who looks for names of some kind does not ask for its value, who copies all variables does.
const SENTINEL = '_all_variables';

const listed = new Set<PropertyKey>();
const read = new Map<string, string | null>();

/** What was read, as it was when it was read first. */
export function variablesRead(): readonly VariableRead[] {
  return [...read];
}

/** Notes that loading depends on a variable, which Node.js itself has read. */
export function noteVariable(name: string): void {
  if (isLoading()) find(process.env, name);
}

let rules: VariableRules = { hidden: '^$', unknown: [] };

/**
 * Has `process.env` note what is read of it. What is changed is changed again in every execution environment. It stays
 * in place, so that code which keeps it finds it to be `process.env`.
 */
export function watchVariables(given: VariableRules): void {
  rules = given;
  const { env } = process;
  const changes: (() => void)[] = [];
  const change = (action: () => boolean): boolean => {
    if (isLoading()) changes.push(action);
    return action();
  };
  onWake(() => {
    for (const action of changes) action();
  });
  process.env = new Proxy(env, {
    get(target, key) {
      if (key === SENTINEL && isLoading()) refuse('reads all environment variables');
      return find(target, key);
    },
    has(target, key) {
      find(target, key);
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor(target, key) {
      if (key === SENTINEL && isLoading()) return { value: '', writable: true, enumerable: true, configurable: true };
      // Who lists the names is told of each that there is one.
      if (!listed.delete(key)) find(target, key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    set: (target, key, value) => change(() => Reflect.set(target, key, value)),
    deleteProperty: (target, key) => change(() => Reflect.deleteProperty(target, key)),
    ownKeys(target) {
      if (!isLoading()) return Reflect.ownKeys(target);
      note('moment', 'lists the names of all environment variables');
      for (const key of Reflect.ownKeys(target)) listed.add(key);
      return [SENTINEL, ...Reflect.ownKeys(target)];
    },
  });
}

function find(env: NodeJS.ProcessEnv, key: PropertyKey): unknown {
  const value = Reflect.get(env, key) as string | undefined;
  if (!isLoading() || typeof key !== 'string' || read.has(key)) return value;
  if (new RegExp(rules.hidden, 'i').test(key)) refuse(`reads ${key}, which must not be in a snapshot`);
  if (rules.unknown.includes(key)) refuse(`reads ${key}: say what it will be with --env ${key}=VALUE`);
  read.set(key, value ?? null);
  return value;
}
