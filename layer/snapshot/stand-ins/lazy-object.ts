import { refuse } from './findings.ts';
import { isLoading } from './stage.ts';

/** What a stand-in for an object does until it is awake. */
export interface LazyRules {
  /** What error messages call it. */
  readonly what: string;
  /** What it stands for; asked for when it is awake. */
  readonly real: () => object;
  /** Its properties while it is loaded. */
  readonly early?: Readonly<Record<PropertyKey, unknown>>;
  /** Those of its properties that the real one need not be asked for. */
  readonly constants?: Record<PropertyKey, unknown>;
  /** What a property that is not in `early` is while it is loaded: refused, unless it says otherwise. */
  readonly missing?: (key: PropertyKey) => unknown;
  /** Takes what is set while it is loaded. */
  readonly set?: (key: PropertyKey, value: unknown) => void;
}

// Asked of everything: by await, by esbuild, when something becomes a text.
const ASKED_OF_ALL = new Set<PropertyKey>(['then', '__esModule', 'toJSON', 'default', 'module.exports']);

/**
 * An object that is there while the function is loaded, and forwards to the real one as soon as it is awake. Methods are
 * those of the real one, called on it: what Node.js keeps in private fields is there alone.
 */
export function lazyObject<T extends object>(rules: LazyRules, target: object = {}): T {
  const methods = new WeakMap<object, unknown>();
  const bound = (value: unknown, real: object): unknown => {
    if (typeof value !== 'function' || isClass(value)) return value;
    const known = methods.get(value);
    if (known !== undefined) return known;
    const method = new Proxy(value, {
      apply: (go, self, args) => Reflect.apply(go, self === proxy ? real : self, args),
    });
    methods.set(value, method);
    return method;
  };
  const proxy = new Proxy(target, {
    get(_target, key) {
      if (isLoading()) return early(rules, key);
      if (rules.constants !== undefined && Object.hasOwn(rules.constants, key)) return rules.constants[key];
      const real = rules.real();
      return bound(Reflect.get(real, key), real);
    },
    set(_target, key, value) {
      if (rules.constants !== undefined) Reflect.deleteProperty(rules.constants, key);
      if (!isLoading()) return Reflect.set(rules.real(), key, value);
      if (rules.set === undefined) return refuse(`sets ${rules.what}.${String(key)}`);
      rules.set(key, value);
      return true;
    },
    has: (_target, key) => (isLoading() ? key in (rules.early ?? {}) : Reflect.has(rules.real(), key)),
    ownKeys: () => Reflect.ownKeys(isLoading() ? (rules.early ?? {}) : rules.real()),
    getOwnPropertyDescriptor: (_target, key) => descriptor(isLoading() ? (rules.early ?? {}) : rules.real(), key),
    getPrototypeOf: () => (isLoading() ? Object.prototype : Reflect.getPrototypeOf(rules.real())),
    defineProperty(_target, key, attributes) {
      if (isLoading()) refuse(`defines ${rules.what}.${String(key)}`);
      return Reflect.defineProperty(rules.real(), key, attributes);
    },
    deleteProperty: (_target, key) =>
      isLoading() ? refuse(`deletes ${rules.what}.${String(key)}`) : Reflect.deleteProperty(rules.real(), key),
  });
  return proxy as T;
}

function early({ early: known = {}, missing, what }: LazyRules, key: PropertyKey): unknown {
  if (Object.hasOwn(known, key)) return known[key];
  if (missing !== undefined) return missing(key);
  if (typeof key === 'symbol' || ASKED_OF_ALL.has(key)) return undefined;
  return refuse(`uses ${what}.${String(key)}`);
}

/** Everything can be configured: the object that it is said to be of has no such property of its own. */
function descriptor(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  const found = Reflect.getOwnPropertyDescriptor(object, key);
  return found === undefined ? undefined : { ...found, configurable: true };
}

function isClass(value: object): boolean {
  return Object.hasOwn(value, 'prototype');
}
