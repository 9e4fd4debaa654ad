import { isLoading } from './stage.ts';

type Callable = (...args: unknown[]) => unknown;

/** What is done in place of a call, or of `new`, while the function is loaded. */
export type WhileLoading = (go: () => unknown, args: unknown[], self: unknown) => unknown;

interface Guarded {
  readonly target: object;
  readonly key: PropertyKey;
  readonly guard: unknown;
  /** What was there; none where the target had inherited it. */
  readonly before: PropertyDescriptor | undefined;
}

const guarded: Guarded[] = [];

/**
 * Puts a guard before a function of Node.js: as long as the function is loaded, `whileLoading` has each call. Code that
 * keeps the guard calls the guarded function itself once it is awake.
 */
export function guard(target: object, key: PropertyKey, whileLoading: WhileLoading): void {
  const original = Reflect.get(target, key) as Callable | undefined;
  if (typeof original !== 'function') return;
  const before = Reflect.getOwnPropertyDescriptor(target, key);
  const standIn = guardOf(original, whileLoading);
  if (before?.configurable === false && before.writable !== true) return;
  Reflect.defineProperty(target, key, {
    value: standIn,
    writable: true,
    configurable: before?.configurable ?? true,
    enumerable: before?.enumerable ?? false,
  });
  guarded.push({ target, key, guard: standIn, before });
}

/** As `guard`, and lets each call go on. */
export function observe(target: object, key: PropertyKey, see: () => void): void {
  guard(target, key, (go) => {
    see();
    return go();
  });
}

/** As `observe`, for a property that is loaded when it is read first: each reading is seen. */
export function observeGetter(target: object, key: PropertyKey, see: () => void): void {
  const before = Reflect.getOwnPropertyDescriptor(target, key);
  const get = before?.get;
  if (get === undefined || before?.configurable !== true) return;
  const standIn = function (this: unknown): unknown {
    if (isLoading()) see();
    return Reflect.apply(get, this, []);
  };
  Reflect.defineProperty(target, key, { ...before, get: standIn });
  guarded.push({ target, key, guard: standIn, before });
}

/** Takes all guards away again, except where the function has put something else in their place. */
export function removeGuards(): void {
  for (const { target, key, guard: standIn, before } of guarded.splice(0).toReversed()) {
    const found = Reflect.getOwnPropertyDescriptor(target, key);
    if (found?.value !== standIn && found?.get !== standIn) continue;
    if (before === undefined) Reflect.deleteProperty(target, key);
    else Reflect.defineProperty(target, key, before);
  }
}

function guardOf(original: Callable, whileLoading: WhileLoading): unknown {
  return new Proxy(original, {
    apply(target, self, args) {
      const go = (): unknown => Reflect.apply(target, self, args);
      return isLoading() ? whileLoading(go, args, self) : go();
    },
    construct(target, args, newTarget) {
      const go = (): object => Reflect.construct(target, args, newTarget);
      return (isLoading() ? whileLoading(go, args, undefined) : go()) as object;
    },
  });
}
