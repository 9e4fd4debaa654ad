import type { InvokeStore } from '../../runtime/invoke/invoke-store.ts';
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
    ...[process, console, globalThis, Error].map((target) => keepProperties(target)),
    keepExitCode(),
    keepModules(internals, cache),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/** As `keepState`, of what the runtime alone changes, and a function that answers events does not. */
export function keepRuntimeState(): Undo {
  const undos = [
    keepVariables(),
    keepListeners(['uncaughtException', 'unhandledRejection', 'SIGTERM']),
    keepProperties(console),
    keepProperties(process, ['stdout', 'stderr']),
    keepStore(),
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

function keepListeners(names?: readonly (string | symbol)[]): Undo {
  const before = new Map(process.eventNames().map((name) => [name, process.rawListeners(name as 'exit')]));
  return () => {
    for (const name of names ?? process.eventNames()) {
      const kept = before.get(name) ?? [];
      for (const listener of process.rawListeners(name as 'exit')) {
        if (!kept.includes(listener)) process.removeListener(name, listener as Listener);
      }
    }
  };
}

function keepProperties(target: object, keys?: readonly string[]): Undo {
  const before = new Map(
    (keys ?? Reflect.ownKeys(target)).map((key) => [key, Reflect.getOwnPropertyDescriptor(target, key)]),
  );
  return () => {
    for (const key of keys ?? Reflect.ownKeys(target)) if (!before.has(key)) Reflect.deleteProperty(target, key);
    for (const [key, property] of before) putBack(target, key, property);
  };
}

function putBack(target: object, key: PropertyKey, before: PropertyDescriptor | undefined): void {
  const found = Reflect.getOwnPropertyDescriptor(target, key);
  if (before === undefined || (found?.configurable === false && found.writable !== true)) return;
  if (found?.value === before.value && found?.get === before.get && found?.writable === before.writable) return;
  Reflect.defineProperty(target, key, before);
}

/** Libraries reach the present invocation through the store, which the runtime shares with the next start. */
function keepStore(): Undo {
  const { InvokeStore: store } = (Reflect.get(globalThis, 'awslambda') ?? {}) as { InvokeStore?: InvokeStore };
  const before = store?.getContext();
  return () => store?.run(before as never, () => {});
}

function keepExitCode(): Undo {
  const { exitCode } = process;
  return () => {
    process.exitCode = exitCode;
  };
}

type CacheMap = Map<unknown, unknown>;

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
    for (const key of [...map.keys()]) {
      // Node.js's cache of ES modules asks for more than a key.
      if (!before.has(key)) Map.prototype.delete.call(map, key);
    }
  };
}

function realPaths(internals: Internals): CacheMap | undefined {
  const { makeRequireFunction } = internals.module('internal/modules/helpers');
  return internals.closure(makeRequireFunction, ['realpathCache']).realpathCache as CacheMap | undefined;
}

/** Node.js's cache of ES modules, by their URLs. */
export function esModules(internals: Internals): CacheMap | undefined {
  const { getOrInitializeCascadedLoader: loader } = internals.module('internal/modules/esm/loader') as {
    getOrInitializeCascadedLoader?: () => { readonly loadCache?: CacheMap };
  };
  return loader?.().loadCache;
}
