import { earlyWebAssembly } from './early-web-assembly.ts';
import { refuse } from './findings.ts';
import { lazyFunction } from './lazy-function.ts';
import type { MemberShape } from './lazy-modules.ts';
import { lazyObject } from './lazy-object.ts';
import { isLoading } from './stage.ts';

/** Names and values of what hides global names while the function is loaded. */
export type Globals = Record<string, unknown>;

/** Those of Node.js's globals that cannot be touched before a snapshot is taken, and what they are in a plain process. */
export type GlobalShapes = Readonly<Record<string, MemberShape>>;

/**
 * Stand-ins for them, to hide them by name: reading one would load what cannot be in a snapshot, and some are not there
 * while one is taken. `globalThis` and `global` are among them, since they lead to the others.
 */
export function lazyGlobals(shapes: GlobalShapes): Globals {
  const named: Globals = {};
  for (const [name, shape] of Object.entries(shapes)) named[name] = lazyGlobal(name, shape);
  const all = globalObject(named);
  return { ...named, globalThis: all, global: all };
}

// What costs nothing to ask for in a process that is awake.
const AT_ONCE = ['globalThis', 'global', 'WebAssembly', 'SharedArrayBuffer'];
// What asks for a file, and stays a stand-in.
const NEVER = ['localStorage', 'sessionStorage'];

/**
 * Puts what they stand for in the place of the stand-ins, once the function is awake: most of them when one is used
 * first, since that loads them all.
 *
 * @param set gives the function's names these values
 */
export function settleGlobals(names: readonly string[], set: (globals: Globals) => void): void {
  const late = names.filter((name) => !AT_ONCE.includes(name) && !NEVER.includes(name));
  set(realGlobals(AT_ONCE.filter((name) => names.includes(name))));
  settle = () => {
    settle = () => {};
    set(realGlobals(late));
  };
}

let settle = (): void => {};

function realGlobals(names: readonly string[]): Globals {
  return Object.fromEntries(names.map((name) => [name, real(name)]));
}

function lazyGlobal(name: string, shape: MemberShape): unknown {
  const used = (): unknown => {
    settle();
    return real(name);
  };
  if (shape.kind === 'constant') return shape.value;
  if (shape.kind === 'object') {
    const early = name === 'WebAssembly' ? earlyWebAssembly() : {};
    return lazyObject({ what: name, real: used as () => object, early });
  }
  return lazyFunction({ what: name, ...shape }, used as () => never);
}

function real(name: string): unknown {
  return name === 'global' ? globalThis : Reflect.get(globalThis, name);
}

function globalObject(named: Globals): object {
  const isHidden = (key: PropertyKey): boolean => isLoading() && Object.hasOwn(named, key);
  const all: object = new Proxy(
    {},
    {
      get: (_target, key) => {
        if (key === 'globalThis' || key === 'global') return isLoading() ? all : globalThis;
        return isHidden(key) ? named[key as string] : Reflect.get(globalThis, key);
      },
      set: (_target, key, value) => {
        if (isHidden(key)) refuse(`sets the global ${String(key)}`);
        return Reflect.set(globalThis, key, value);
      },
      has: (_target, key) => Reflect.has(globalThis, key) || isHidden(key),
      ownKeys: () => [...new Set([...Reflect.ownKeys(globalThis), ...(isLoading() ? Object.keys(named) : [])])],
      deleteProperty: (_target, key) => {
        if (isHidden(key)) refuse(`deletes the global ${String(key)}`);
        return Reflect.deleteProperty(globalThis, key);
      },
      defineProperty: (target, key, attributes) => {
        if (isHidden(key)) refuse(`defines the global ${String(key)}`);
        const isDefined = Reflect.defineProperty(globalThis, key, attributes);
        // What can never change must be said of the target as well.
        return isDefined && attributes.configurable !== true
          ? Reflect.defineProperty(target, key, attributes)
          : isDefined;
      },
      getOwnPropertyDescriptor: (target, key) => {
        if (Object.hasOwn(target, key)) return Reflect.getOwnPropertyDescriptor(target, key);
        if (isHidden(key))
          return { value: named[key as string], writable: true, enumerable: false, configurable: true };
        const found = Reflect.getOwnPropertyDescriptor(globalThis, key);
        return found && { ...found, configurable: true };
      },
      getPrototypeOf: () => Reflect.getPrototypeOf(globalThis),
    },
  );
  return all;
}
