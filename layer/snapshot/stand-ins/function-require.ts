import { existsSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuse, unseen } from './findings.ts';
import { guard } from './guard.ts';
import { putHooksOff } from './late-listeners.ts';
import { type LazyModules, lazyModule } from './lazy-modules.ts';
import { watchMachineFacts } from './process-facts.ts';
import { watchRandomness } from './randomness.ts';
import { watchModule } from './refused.ts';
import { isLoading, onWake } from './stage.ts';
import { watchTimersOf } from './timers.ts';

/** `require` of a function, and `import()`, which cannot be in a snapshot as it is. */
export interface FunctionModules {
  readonly require: NodeJS.Require;
  readonly importModule: (name: string) => Promise<unknown>;
}

type Load = (name: string) => unknown;

const MODULE_FILE = 'index.js';

const WATCHES: Readonly<Record<string, (module: never) => void>> = {
  async_hooks: putHooksOff,
  crypto: watchRandomness,
  os: watchMachineFacts,
  timers: watchTimersOf,
};

/**
 * What loads modules for a function: built-in ones while it is loaded, with what they must not do there watched; all
 * others once it is awake, from beside the function.
 *
 * @param folder where the function is built, asked for while it is loaded
 * @param awake the function's folder when it is awake
 */
export function functionModules(lazy: LazyModules, folder: () => string, awake: () => string): FunctionModules {
  const watched = new Set<string>();
  const builtin: Load = (id) => {
    const name = id.replace(/^node:/, '');
    const standIn = lazyModule(name, lazy);
    if (standIn !== undefined) return standIn;
    const module = ownRequire(id) as object;
    if (watched.has(name)) return module;
    watched.add(name);
    watchModule(name, module);
    WATCHES[name]?.(module as never);
    if (name === 'module') guard(module, 'createRequire', (_go, [file]) => requireFrom(placeOf(file, folder())));
    return module;
  };
  /** @param place of the module that requires, relative to the function's folder */
  const requireFrom = (place: string): NodeJS.Require => {
    let late: NodeJS.Require | undefined;
    const lateRequire = (): NodeJS.Require => (late ??= createRequire(join(awake(), place)));
    const load: Load = (id) => {
      if (!isLoading()) return lateRequire()(id);
      return isBuiltin(id) ? builtin(id) : notBundled(id, folder(), place);
    };
    return requireOf(load, lateRequire);
  };
  guard(process, 'getBuiltinModule', (go, [id]) => (isBuiltin(String(id)) ? builtin(String(id)) : go()));
  const require = requireFrom(MODULE_FILE);
  return { require, importModule: importOf(require, awake) };
}

function placeOf(file: unknown, folder: string): string {
  const text = String(file);
  const place = relative(folder, text.startsWith('file:') ? fileURLToPath(text) : text);
  // A part of a text keeps the whole text, with the path of this machine.
  return Buffer.from(place).toString();
}

// The one of the snapshot's script, which knows built-in modules alone.
const ownRequire: Load = (name) => unseen(() => require(name));

function requireOf(load: Load, late: () => NodeJS.Require): NodeJS.Require {
  const properties = {
    resolve: (...args: [string]) => (isLoading() ? refuse('calls require.resolve()') : late().resolve(...args)),
    main: undefined,
  };
  const standIn = Object.assign((name: string) => load(name), properties) as unknown as NodeJS.Require;
  onWake(() => {
    const { cache, extensions, resolve } = late();
    Object.assign(standIn, { cache, extensions, resolve });
  });
  return standIn;
}

/** As Node.js says it where there is none: code that can do without a package asks for it in this way. */
function notBundled(name: string, root: string, from: string): never {
  const folder = dirname(join(root, from));
  const isPath = /^\.{0,2}\//.test(name);
  const packages = name.split('/', name[0] === '@' ? 2 : 1).join('/');
  const place = isPath ? resolve(folder, name) : join(root, 'node_modules', packages);
  if (['', '.js', '.json', '.node'].some((extension) => existsSync(place + extension))) {
    refuse(`loads ${name}, which is outside of the bundle`);
  }
  // Where it will be: the path of this machine must not be kept.
  const stack = [`/var/task/${from}`];
  const error = new Error(`Cannot find module '${name}'\nRequire stack:\n- ${stack.join('\n- ')}`);
  throw Object.assign(error, { code: 'MODULE_NOT_FOUND', requireStack: stack });
}

/** `import()` of scripts that Node.js has not loaded itself takes its default loader, which can be had when awake. */
function importOf(load: Load, awake: () => string): FunctionModules['importModule'] {
  let late: FunctionModules['importModule'] | undefined;
  return async (name) => {
    if (isLoading()) return { ...(load(name) as object), default: load(name) };
    late ??= lateImport(join(awake(), MODULE_FILE));
    return await late(name);
  };
}

function lateImport(filename: string): FunctionModules['importModule'] {
  const { constants, Script } = process.getBuiltinModule('node:vm');
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  hideLoaderWarning();
  return new Script('(name) => import(name)', { filename, importModuleDynamically }).runInThisContext();
}

/** Node.js calls its own loader an experiment, once, where a script imports: in the log of a function that never asked. */
function hideLoaderWarning(): void {
  const { emitWarning } = process;
  process.emitWarning = (...args: unknown[]) => {
    if (!String(args[0]).startsWith('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER')) {
      return Reflect.apply(emitWarning, process, args);
    }
    process.emitWarning = emitWarning;
  };
}
