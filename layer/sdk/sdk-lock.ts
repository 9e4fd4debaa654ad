import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What npm notes of a package in a lock file, as far as a layer needs it. */
export interface LockedPackage {
  readonly version: string;
  /** Of the package's tarball, as in Subresource Integrity. */
  readonly integrity: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Packages that belong together, as npm installs them. */
export interface SdkLock {
  /** Which release of the SDK none of its packages is newer than. */
  readonly release: string;
  /** Exact versions of the packages that were asked for, by name. */
  readonly wanted: Readonly<Record<string, string>>;
  /** Those and what they need, by the folder that each is installed in, such as `node_modules/@smithy/core`. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** Everything that is pinned: `layer/sdk/packages/`. */
export function pinnedSdk(): SdkLock {
  const { version, dependencies } = readPinned('package.json') as { version: string; dependencies: SdkLock['wanted'] };
  const { packages } = readPinned('package-lock.json') as Pick<SdkLock, 'packages'>;
  const { '': _root, ...installed } = packages;
  return { release: version, wanted: dependencies, packages: installed };
}

/** The part of a lock that these packages need, each in the folder that it has there. */
export function lockOf(lock: SdkLock, names: readonly string[]): SdkLock {
  const needed = new Set<string>();
  const queue = names.map((name) => placeOf(lock, '', name));
  for (const place of queue) {
    if (place === undefined || needed.has(place)) continue;
    needed.add(place);
    queue.push(...neededBy(lock.packages[place]).map((name) => placeOf(lock, place, name)));
  }
  const part = <T>(entries: Readonly<Record<string, T>>, isIn: (key: string) => boolean): Record<string, T> =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => isIn(key)));
  return {
    release: lock.release,
    wanted: part(lock.wanted, (name) => names.includes(name)),
    packages: part(lock.packages, (place) => needed.has(place)),
  };
}

/** The two files that npm installs such a lock from. */
export function lockFiles({ release, wanted, packages }: SdkLock): Readonly<Record<string, string>> {
  const name = { name: 'snapboot-sdk-layer', version: release };
  const root = { ...name, dependencies: wanted };
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'package.json': json({ ...root, private: true }),
    'package-lock.json': json({ ...name, lockfileVersion: 3, requires: true, packages: { '': root, ...packages } }),
  };
}

function readPinned(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`packages/${name}`, import.meta.url)), 'utf8'));
}

function neededBy(found: LockedPackage | undefined): readonly string[] {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = found ?? {};
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...peers];
}

/** Where Node.js finds a package from a folder: beside it, or further up. */
function placeOf(lock: SdkLock, from: string, name: string): string | undefined {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (place in lock.packages) return place;
  return from === '' ? undefined : placeOf(lock, parentOf(from), name);
}

/** `node_modules/a` of `node_modules/a/node_modules/b`. */
function parentOf(place: string): string {
  return place.slice(0, Math.max(place.lastIndexOf('node_modules/') - 1, 0));
}
