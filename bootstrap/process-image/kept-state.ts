import type { Internals } from './internals.ts';

type Listener = (...args: unknown[]) => void;
type Undo = () => void;

/**
 * Notes the state of this process that the runtime changes, and gives what puts it back: variables, the listeners and
 * properties of `process`, the console, global names, the modules that were loaded.
 */
export function keepState(internals: Internals, cache: NodeJS.Require['cache']): Undo {
  const undos = [
    keepVariables(),
    keepListeners(),
    ...[process, console, globalThis, Error].map(keepProperties),
    keepExitCode(),
    keepModules(internals, cache),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

function keepVariables(): Undo {
  const before = { ...process.env };
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    for (const [name, value] of Object.entries(before)) if (process.env[name] !== value) process.env[name] = value;
  };
}

function keepListeners(): Undo {
  const before = new Map(process.eventNames().map((name) => [name, process.rawListeners(name as 'exit')]));
  return () => {
    for (const name of process.eventNames()) {
      const kept = before.get(name) ?? [];
      for (const listener of process.rawListeners(name as 'exit')) {
        if (!kept.includes(listener)) process.removeListener(name, listener as Listener);
      }
    }
  };
}

function keepProperties(target: object): Undo {
  const before = Object.getOwnPropertyDescriptors(target) as Record<PropertyKey, PropertyDescriptor>;
  return () => {
    for (const key of Reflect.ownKeys(target)) if (!(key in before)) Reflect.deleteProperty(target, key);
    for (const key of Reflect.ownKeys(before)) putBack(target, key, before[key]);
  };
}

function putBack(target: object, key: PropertyKey, before: PropertyDescriptor | undefined): void {
  const found = Reflect.getOwnPropertyDescriptor(target, key);
  if (before === undefined || (found?.configurable === false && found.writable !== true)) return;
  if (found?.value === before.value && found?.get === before.get && found?.writable === before.writable) return;
  Reflect.defineProperty(target, key, before);
}

function keepExitCode(): Undo {
  const { exitCode } = process;
  return () => {
    process.exitCode = exitCode;
  };
}

interface CacheMap {
  keys(): Iterable<unknown>;
  delete(key: unknown): boolean;
}

/** CommonJS modules and where they were found, ES modules, and what links were followed. */
function keepModules(internals: Internals, cache: NodeJS.Require['cache']): Undo {
  const { Module } = process.getBuiltinModule('node:module');
  const places = Reflect.get(Module, '_pathCache') as object;
  const children = [...(process.mainModule?.children ?? [])];
  const undos = [cache, places].map(keepKeys);
  const maps = [realPaths(internals), esModules(internals)].filter((map) => map !== undefined).map(keepMapKeys);
  return () => {
    for (const undo of [...undos, ...maps]) undo();
    process.mainModule?.children.splice(0, Number.POSITIVE_INFINITY, ...children);
  };
}

function keepKeys(target: object): Undo {
  const before = new Set(Reflect.ownKeys(target));
  return () => {
    for (const key of Reflect.ownKeys(target)) if (!before.has(key)) Reflect.deleteProperty(target, key);
  };
}

function keepMapKeys(map: CacheMap): Undo {
  const before = new Set(map.keys());
  return () => {
    for (const key of [...map.keys()]) if (!before.has(key)) map.delete(key);
  };
}

function realPaths(internals: Internals): CacheMap | undefined {
  const { makeRequireFunction } = internals.module('internal/modules/helpers');
  return internals.closure(makeRequireFunction, ['realpathCache']).realpathCache as CacheMap | undefined;
}

function esModules(internals: Internals): CacheMap | undefined {
  const { getOrInitializeCascadedLoader: loader } = internals.module('internal/modules/esm/loader') as {
    getOrInitializeCascadedLoader?: () => { readonly loadCache?: CacheMap };
  };
  return loader?.().loadCache;
}
