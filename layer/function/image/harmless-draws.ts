/**
 * Packages whose `Math.random()` while they are loaded is nobody's secret, and that so many functions have that each
 * author would have to find out: read in the versions of 2026. What else they draw is refused as of any other.
 */
const HARMLESS: Readonly<Record<string, string>> = {
  avvio: 'names in a tree of how long plugins have taken to load',
  'brace-expansion': 'marks that stand for escaped characters while a pattern is taken apart',
};

/** Whether all that wake from an image may share what a package has drawn. */
export function isHarmlessDraw(packageName: string | undefined, what: string): boolean {
  return packageName !== undefined && Object.hasOwn(HARMLESS, packageName) && what === 'draws Math.random()';
}
