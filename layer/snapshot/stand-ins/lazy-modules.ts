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

const modules = new Map<string, Module>();

/** A built-in module that cannot be in a snapshot; what loading has asked for is loaded when it is awake. */
export function lazyModule(name: string, shape: ModuleShape): object {
  const known = modules.get(name);
  if (known !== undefined) return isLoading() ? known : load(name);
  const early: Module = {};
  const changes = new Map<PropertyKey, unknown>();
  for (const [key, member] of Object.entries(shape)) early[key] = earlyMember(name, key, member);
  onWake(() => {
    const real = load(name);
    for (const [key, value] of changes) Reflect.set(real, key, value);
  });
  const module = lazyObject<Module>({
    what: name,
    real: () => load(name),
    early,
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
