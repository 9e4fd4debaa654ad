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

/**
 * Has something done before the image of this function's process is taken, on the machine that builds it: to close what
 * cannot be in an image, or to fill what is to be there when it wakes; where it is primed, after the sample events. Does
 * nothing in a function without an image.
 */
export function beforeImage(hook: Hook): void {
  hooks()?.beforeSnapshot.push(hook);
}

/**
 * Has something done each time that this function wakes from an image, before its first event: to read variables, draw
 * randomness, take the time, forget what sample events have left. What it throws ends init. Does nothing in a function
 * without an image.
 */
export function afterWaking(hook: Hook): void {
  hooks()?.afterRestore.push(hook);
}

function hooks(): Record<'beforeSnapshot' | 'afterRestore', Hook[]> | undefined {
  return Reflect.get(globalThis, HOOKS);
}
