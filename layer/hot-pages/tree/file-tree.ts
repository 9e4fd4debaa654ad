import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** One entry of a tree that is to be made elsewhere: a copy, or a file system of its own. */
export type TreeEntry =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly source: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/**
 * Everything that these paths lead to, parents first: whole folders, links and where they point. What does not exist, and
 * what is neither file, folder nor link, is left out.
 *
 * @param paths absolute
 * @param prefix folder that the tree is to be put into, each path below it as it was; empty for the root
 */
export function fileTree(paths: readonly string[], prefix: string): readonly TreeEntry[] {
  const entries = new Map<string, TreeEntry>();
  const whole = new Set<string>();
  const add = (path: string): void => {
    const inner = addUpTo(path, prefix, entries);
    for (const link of inner.links) add(link);
    if (inner.folder === undefined || whole.has(inner.folder)) return;
    whole.add(inner.folder);
    for (const name of readdirSync(inner.folder)) add(join(inner.folder, name));
  };
  for (const path of paths) add(resolve(path));
  return [...parentsOf(prefix), ...entries.values()];
}

interface Found {
  /** Where the way goes on; one at most. */
  readonly links: readonly string[];
  /** The last part of the path, where that is a folder. */
  readonly folder?: string;
}

/** Adds the parts of a path, up to the first link among them. */
function addUpTo(path: string, prefix: string, entries: Map<string, TreeEntry>): Found {
  const parts = path.split('/').filter(Boolean);
  for (let count = 1; count <= parts.length; count++) {
    const source = `/${parts.slice(0, count).join('/')}`;
    const entry = entryOf(source, prefix);
    if (entry === undefined) return { links: [] };
    entries.set(entry.path, entry);
    if (entry.kind === 'file') return { links: [] };
    if (entry.kind === 'link') {
      return { links: [join(resolve(dirname(source), readlinkSync(source)), ...parts.slice(count))] };
    }
  }
  return { links: [], folder: path };
}

function entryOf(source: string, prefix: string): TreeEntry | undefined {
  const found = lstatSync(source, { throwIfNoEntry: false });
  const path = `${prefix}${source}`;
  if (found?.isDirectory()) return { kind: 'folder', path };
  if (found?.isFile()) return { kind: 'file', path, source };
  if (!found?.isSymbolicLink()) return undefined;
  const target = readlinkSync(source);
  return { kind: 'link', path, target: target.startsWith('/') ? `${prefix}${target}` : target };
}

function parentsOf(prefix: string): readonly TreeEntry[] {
  const parts = prefix.split('/').filter(Boolean);
  return parts.map((_, index) => ({ kind: 'folder', path: `/${parts.slice(0, index + 1).join('/')}` }));
}
