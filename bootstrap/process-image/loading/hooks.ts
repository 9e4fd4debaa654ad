/** What a function wants to have done before its image is taken, or after each waking. */
export type Hook = () => unknown;

const HOOKS: unique symbol = Symbol.for('snapboot.image.hooks');

/** What the module `snapboot` finds, where there is an image. */
export interface Hooks {
  readonly beforeImage: Hook[];
  readonly afterWaking: Hook[];
}

/** Offers the hooks to the function. */
export function offerHooks(): Hooks {
  const hooks: Hooks = { beforeImage: [], afterWaking: [] };
  Reflect.set(globalThis, HOOKS, hooks);
  return hooks;
}

/** Calls them one after the other, in the order in which they were given; what one throws ends it. */
export async function runHooks(hooks: readonly Hook[]): Promise<void> {
  for (const hook of hooks) await hook();
}
