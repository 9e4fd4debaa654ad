/** The part of a `package.json` that says which file stands for the package, and for what is below it. */
export interface PackageEntries {
  readonly main?: string;
  readonly exports?: PackageTarget;
}

/** A file, alternatives, or files by condition or subpath. */
export type PackageTarget = string | null | readonly PackageTarget[] | { readonly [key: string]: PackageTarget };

const LOADERS = ['require', 'import'];
// Those that Node.js has by itself; which of the loaders asks comes to them.
const CONDITIONS = ['node', 'node-addons', 'module-sync', 'default'];

/** Whether a package leads Node.js into a folder of it: by its name or a subpath, by `require` or `import`. */
export function leadsNodeTo({ main = 'index.js', exports }: PackageEntries, folder: string): boolean {
  const targets = exports === undefined ? [main] : LOADERS.flatMap((loader) => targetsOf(exports, loader));
  return targets.some((target) => withoutDot(target).startsWith(`${folder}/`));
}

/** Of conditions the first one that holds decides, in the order in which they stand. */
function targetsOf(value: PackageTarget, loader: string): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null) return [];
  if (isList(value)) return value.flatMap((one) => targetsOf(one, loader));
  const parts = Object.entries(value);
  if (parts.some(([key]) => key.startsWith('.'))) return parts.flatMap(([, part]) => targetsOf(part, loader));
  const met = parts.filter(([condition]) => condition === loader || CONDITIONS.includes(condition));
  return met.map(([, part]) => targetsOf(part, loader)).find((targets) => targets.length > 0) ?? [];
}

function isList(value: PackageTarget): value is readonly PackageTarget[] {
  return Array.isArray(value);
}

function withoutDot(target: string): string {
  return target.startsWith('./') ? target.slice(2) : target;
}
