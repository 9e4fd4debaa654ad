import { syncBuiltinESMExports } from 'node:module';

type Callable = (...args: unknown[]) => unknown;

/** What is done in place of a call, or of `new`, while the function is loaded. */
export type WhileLoading = (go: () => unknown, args: unknown[]) => unknown;

interface Guarded {
  readonly target: object;
  readonly key: PropertyKey;
  readonly standIn: unknown;
  /** What was there; none where the target had inherited it. */
  readonly before: PropertyDescriptor | undefined;
}

const guarded: Guarded[] = [];
let isLoading = false;

/**
 * Puts a guard before a function of Node.js: as long as the function is loaded, `whileLoading` has each call. Code that
 * keeps the guard calls the guarded function itself later on.
 */
export function guard(target: object, key: PropertyKey, whileLoading: WhileLoading): void {
  const original = Reflect.get(target, key) as Callable | undefined;
  if (typeof original !== 'function') return;
  const standIn = new Proxy(original, {
    apply(method, self, args) {
      const go = (): unknown => Reflect.apply(method, self, args);
      return isLoading ? whileLoading(go, args) : go();
    },
  });
  const before = Reflect.getOwnPropertyDescriptor(target, key);
  const { enumerable = true, configurable = true } = before ?? {};
  if (!Reflect.defineProperty(target, key, { value: standIn, writable: true, enumerable, configurable })) return;
  guarded.push({ target, key, standIn, before });
}

/** As `guard`, and lets each call go on. */
export function observe(target: object, key: PropertyKey, see: (args: readonly unknown[]) => void): void {
  guard(target, key, (go, args) => {
    see(args);
    return go();
  });
}

/** From here on guards see what is called: also by ES modules, which have copies of what Node.js exports. */
export function raiseGuards(): void {
  isLoading = true;
  syncBuiltinESMExports();
}

/** Takes all guards away again, except where the function has put something else in their place. */
export function removeGuards(): void {
  isLoading = false;
  for (const { target, key, standIn, before } of guarded.splice(0).toReversed()) {
    if (Reflect.getOwnPropertyDescriptor(target, key)?.value !== standIn) continue;
    if (before === undefined) Reflect.deleteProperty(target, key);
    else Reflect.defineProperty(target, key, before);
  }
  syncBuiltinESMExports();
}
