import { refuse } from './findings.ts';
import { isLoading } from './stage.ts';

type Callable = (...args: unknown[]) => unknown;

/** What is known of a function or class before it is there. */
export interface FunctionShape {
  /** What error messages call it, such as `http.Agent`. */
  readonly what: string;
  readonly name: string;
  readonly length: number;
  /** Names of the methods that a class gives to its objects. */
  readonly methods: readonly string[];
}

/** What is done in place of a call while the function is loaded; refused where there is nothing. */
export type EarlyCall = (args: unknown[], isNew: boolean) => unknown;

/**
 * A function that is there while the user's is loaded, and forwards to the real one as soon as it is awake. A class may
 * be extended, and its prototype be inherited from: both find the real methods when they are awake.
 */
export function lazyFunction(shape: FunctionShape, real: () => Callable, earlyCall?: EarlyCall): Callable {
  const prototype = lazyPrototype(shape, () => real().prototype as object);
  const call = (args: unknown[], isNew: boolean): unknown =>
    earlyCall === undefined ? refuse(`${isNew ? 'makes' : 'calls'} ${shape.what}`) : earlyCall(args, isNew);
  // It can be called and constructed, and has no prototype of its own that would have to be told.
  const target = Object.bind(undefined) as unknown as Callable;
  const known: Record<PropertyKey, unknown> = { name: shape.name, length: shape.length, prototype };
  const standIn: Callable = new Proxy(target, {
    apply: (_target, self, args) => (isLoading() ? call(args, false) : Reflect.apply(real(), self, args)),
    construct(_target, args, newTarget) {
      if (!isLoading()) return Reflect.construct(real(), args, newTarget === standIn ? real() : newTarget);
      if (newTarget !== standIn) refuse(`makes an object of a class that extends ${shape.what}`);
      return call(args, true) as object;
    },
    get(_target, key) {
      if (!isLoading()) return Reflect.get(real(), key);
      if (Object.hasOwn(known, key)) return known[key];
      if (key in Function.prototype || typeof key === 'symbol') return Reflect.get(Function.prototype, key);
      return undefined;
    },
    set(_target, key, value) {
      if (isLoading()) refuse(`sets ${shape.what}.${String(key)}`);
      return Reflect.set(real(), key, value);
    },
    has: (_target, key) => Reflect.has(isLoading() ? Function.prototype : real(), key),
    defineProperty(_target, key, attributes) {
      if (isLoading()) refuse(`defines ${shape.what}.${String(key)}`);
      return Reflect.defineProperty(real(), key, attributes);
    },
  });
  return standIn;
}

/** What `prototype` of a class is while it is loaded. Inherited from, it finds what the real one has. */
function lazyPrototype({ what, methods }: FunctionShape, real: () => object): object {
  const known = new Set<PropertyKey>(methods);
  return new Proxy(
    {},
    {
      get(_target, key, receiver) {
        if (!isLoading()) return Reflect.get(real(), key, receiver);
        if (known.has(key)) return refuse(`takes ${what}.prototype.${String(key)}`);
        return Reflect.get(Object.prototype, key, receiver);
      },
      set(_target, key, value, receiver) {
        if (!isLoading()) return Reflect.set(real(), key, value, receiver);
        return Reflect.defineProperty(receiver as object, key, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      },
      has: (_target, key) => (isLoading() ? known.has(key) : Reflect.has(real(), key)),
      defineProperty(_target, key, attributes) {
        if (isLoading()) refuse(`defines ${what}.prototype.${String(key)}`);
        return Reflect.defineProperty(real(), key, attributes);
      },
      getPrototypeOf: () => (isLoading() ? Object.prototype : real()),
    },
  );
}
