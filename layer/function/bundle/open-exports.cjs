// Put at the end of a bundle whose handler is an ES module.

/** Its exports, of which tools may put others in the place, as they may with those of a CommonJS module. */
// biome-ignore lint/correctness/noUnusedVariables: The bundle calls it.
function openExports(exported) {
  const open = {};
  for (const name of Object.getOwnPropertyNames(exported)) {
    const { get, value, enumerable } = Object.getOwnPropertyDescriptor(exported, name);
    const set = (other) =>
      Object.defineProperty(open, name, { value: other, enumerable, configurable: true, writable: true });
    if (get === undefined) set(value);
    else Object.defineProperty(open, name, { get, set, enumerable, configurable: true });
  }
  return open;
}
