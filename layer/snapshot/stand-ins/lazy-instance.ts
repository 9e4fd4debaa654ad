import { type LazyRules, lazyObject } from './lazy-object.ts';
import { isLoading, onWake } from './stage.ts';

// What makes an object without doing anything yet, and is often called while a function is loaded.
const DEFERRED = new Set([
  'http.Agent',
  'https.Agent',
  'http.Server',
  'https.Server',
  'http.createServer',
  'https.createServer',
  'tls.createSecureContext',
]);

// Methods that give the object itself, so that their calls can be made later.
const PUT_OFF = ['on', 'once', 'addListener', 'prependListener', 'setMaxListeners', 'setTimeout'];

/** Whether this function or class may be used while loading: its object is made when it is awake. */
export function isDeferred(what: string): boolean {
  return DEFERRED.has(what);
}

const makers = new WeakMap<object, () => object>();

/** What such an object stands for, when it is awake; anything else is itself. */
export function madeOf(value: unknown): unknown {
  const real = typeof value === 'object' && value !== null ? makers.get(value) : undefined;
  return real === undefined ? value : real();
}

/**
 * An object that is made when it is awake. What has been set, and the listeners that were added, it gets then.
 *
 * @param known properties that it has while it is loaded
 */
export function lazyInstance(
  what: string,
  make: () => object,
  known: (real: () => object) => Readonly<Record<string, unknown>> = () => ({}),
): object {
  let made: object | undefined;
  const actions: ((real: object) => void)[] = [];
  const real = (): object => {
    if (made !== undefined) return made;
    made = make();
    for (const action of actions) action(made);
    return made;
  };
  const early: Record<PropertyKey, unknown> = { ...known(real) };
  const rules: LazyRules = {
    what,
    real,
    early,
    set: (key, value) => {
      early[key] = value;
      actions.push((object) => void Reflect.set(object, key, value));
    },
  };
  const instance = lazyObject(rules);
  makers.set(instance, real);
  for (const name of PUT_OFF) {
    early[name] = (...args: unknown[]) => {
      const call = (object: object): unknown => Reflect.apply(Reflect.get(object, name), object, args);
      if (!isLoading()) return call(real());
      actions.push((object) => void call(object));
      return instance;
    };
  }
  onWake(() => void real());
  return instance;
}
