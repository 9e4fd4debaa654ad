/** What is called; a promise is waited for. */
export type Hook = () => unknown;

const HOOKS: unique symbol = Symbol.for('snapboot.snapshot.hooks');

/**
 * Has something done before the snapshot of this function is taken, on the machine that builds it: to close what cannot
 * be in a snapshot, or to fill what is to be there when it wakes. Does nothing in a function without a snapshot.
 */
export function beforeSnapshot(hook: Hook): void {
  hooks()?.beforeSnapshot.push(hook);
}

/**
 * Has something done each time that this function wakes from its snapshot, before its first event: to read variables,
 * draw randomness, take the time. What it throws ends init. Does nothing in a function without a snapshot.
 */
export function afterRestore(hook: Hook): void {
  hooks()?.afterRestore.push(hook);
}

function hooks(): Record<'beforeSnapshot' | 'afterRestore', Hook[]> | undefined {
  return Reflect.get(globalThis, HOOKS);
}
