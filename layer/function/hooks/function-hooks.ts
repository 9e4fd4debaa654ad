/** What is called; a promise is waited for. */
export type Hook = () => unknown;

const HOOKS: unique symbol = Symbol.for('snapboot.image.hooks');

/**
 * Has something done before the image of this function's process is taken, on the machine that builds it: to close what
 * cannot be in an image, or to fill what is to be there when it wakes; where it is primed, after the sample events. Does
 * nothing in a function without an image.
 */
export function beforeImage(hook: Hook): void {
  hooks()?.beforeImage.push(hook);
}

/**
 * Has something done each time that this function wakes from an image, before its first event: to read variables, draw
 * randomness, take the time, forget what sample events have left. What it throws ends init. Does nothing in a function
 * without an image.
 */
export function afterWaking(hook: Hook): void {
  hooks()?.afterWaking.push(hook);
}

/** `beforeImage`, by the name that SnapStart has for such a hook. */
export const beforeSnapshot: (hook: Hook) => void = beforeImage;

/** `afterWaking`, by the name that SnapStart has for such a hook. */
export const afterRestore: (hook: Hook) => void = afterWaking;

function hooks(): Record<'beforeImage' | 'afterWaking', Hook[]> | undefined {
  return Reflect.get(globalThis, HOOKS);
}
