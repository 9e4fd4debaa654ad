import { note, refuse } from './findings.ts';
import { lazyFunction } from './lazy-function.ts';
import { lazyInstance, madeOf } from './lazy-instance.ts';
import { lazyObject } from './lazy-object.ts';
import { onWake } from './stage.ts';

type Call = (...args: unknown[]) => unknown;

/**
 * What `WebAssembly` has while a function is loaded: V8 has none then. Promises of it settle once the function is awake;
 * modules and instances are made then, and the exports of an instance may be kept, but not yet be used.
 */
export function earlyWebAssembly(): Readonly<Record<string, unknown>> {
  return {
    compile: late('compile'),
    instantiate: late('instantiate'),
    Module: lateClass('Module'),
    Instance: lateClass('Instance', (real) => ({
      exports: lazyObject({ what: 'exports of WebAssembly', real: () => Reflect.get(real(), 'exports') as object }),
    })),
  };
}

function real(name: string): Call {
  return Reflect.get(Reflect.get(globalThis, 'WebAssembly') as object, name) as Call;
}

function late(name: string): Call {
  const shape = { what: `WebAssembly.${name}`, name, length: 1, methods: [] };
  return lazyFunction(
    shape,
    () => real(name),
    (args) => {
      note('late', shape.what);
      return new Promise((resolve) => {
        onWake(() => resolve(real(name)(...args.map(madeOf))));
      });
    },
  );
}

function lateClass(name: string, early: (real: () => object) => Record<string, unknown> = () => ({})): Call {
  const what = `WebAssembly.${name}`;
  const shape = { what, name, length: 1, methods: [] };
  return lazyFunction(
    shape,
    () => real(name),
    (args, isNew) => {
      if (!isNew) return refuse(`calls ${what} without new`);
      return lazyInstance(what, () => Reflect.construct(real(name), args.map(madeOf)), early);
    },
  );
}
