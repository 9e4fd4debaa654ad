import { createRequire } from 'node:module';
import { refuse } from './findings.ts';
import { type FunctionShape, lazyFunction } from './lazy-function.ts';
import { isDeferred, lazyInstance } from './lazy-instance.ts';
import { lazyObject } from './lazy-object.ts';
import { isLoading, onWake } from './stage.ts';

/** What a property of a module is, as a plain process has found it. */
export type MemberShape =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'object' }
  | { readonly kind: 'function'; readonly length: number; readonly name: string; readonly methods: readonly string[] };

/** The properties of a module. */
export type ModuleShape = Readonly<Record<string, MemberShape>>;

type Module = Record<string, unknown>;

/** What stands in for modules. */
export interface LazyModules {
  readonly shapes: Readonly<Record<string, ModuleShape>>;
  /** Whether what loading has asked for is loaded on waking, or when it is used first. */
  readonly onWaking: boolean;
}

const modules = new Map<string, Module>();

/** A built-in module that cannot be in a snapshot; undefined for those that can. */
export function lazyModule(name: string, { shapes, onWaking }: LazyModules): object | undefined {
  const shape = shapes[name];
  if (shape === undefined) return undefined;
  const known = modules.get(name);
  if (known !== undefined) return isLoading() ? known : load(name);
  const early: Module = {};
  const changes = new Map<PropertyKey, unknown>();
  for (const [key, member] of Object.entries(shape)) early[key] = earlyMember(name, key, member);
  onWake(() => {
    if (!onWaking && changes.size === 0) return;
    const real = load(name);
    for (const [key, value] of changes) Reflect.set(real, key, value);
  });
  const module = lazyObject<Module>({
    what: name,
    real: () => load(name),
    early,
    constants: onWaking ? {} : constantsOf(shape),
    missing: () => undefined,
    // Tracing libraries put their own in the place of functions.
    set: (key, value) => {
      changes.set(key, value);
      Reflect.set(early, key, value);
    },
  });
  modules.set(name, module);
  return module;
}

/** Texts, numbers and tables of a module that is not loaded for them. */
function constantsOf(shape: ModuleShape): Module {
  const entries = Object.entries(shape).flatMap(([key, member]) =>
    member.kind === 'constant' ? [[key, member.value]] : [],
  );
  return Object.fromEntries(entries);
}

function earlyMember(module: string, key: string, member: MemberShape): unknown {
  const what = `${module}.${key}`;
  const real = (): unknown => load(module)[key];
  if (member.kind === 'constant') return member.value;
  if (member.kind === 'object') return lazyObject({ what, real: real as () => object });
  const shape: FunctionShape = { what, ...member };
  const realFunction = real as () => (...args: unknown[]) => unknown;
  return lazyFunction(shape, realFunction, (args, isNew) => {
    if (!isDeferred(what)) return refuse(`${isNew ? 'makes' : 'calls'} ${what}`);
    return lazyInstance(
      what,
      () => (isNew ? Reflect.construct(realFunction(), args) : realFunction()(...args)) as object,
    );
  });
}

function load(name: string): Module {
  return createRequire('/')(name) as Module;
}
