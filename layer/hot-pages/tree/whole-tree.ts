import { fileTree, type TreeEntry } from './file-tree.ts';
import { systemFiles } from './system-files.ts';

/** What a tree holds beside its entries: a folder of this machine as it is, or an empty one to write into. */
export interface MountWithin {
  readonly kind: 'bind' | 'tmpfs';
  readonly path: string;
}

/** Parents first. */
export type Tree = readonly (TreeEntry | MountWithin)[];

const MOUNTS: readonly MountWithin[] = [
  { kind: 'bind', path: '/proc' },
  { kind: 'bind', path: '/sys' },
  { kind: 'bind', path: '/dev' },
  { kind: 'tmpfs', path: '/tmp' },
];

/** A tree that programs of these entries can be started in: with what they need of the system, and a `/tmp`. */
export async function wholeTree(own: readonly TreeEntry[]): Promise<Tree> {
  const system = fileTree(await systemFiles(own), '');
  const taken = new Set(own.map(({ path }) => path));
  return [...own, ...system.filter(({ path }) => !taken.has(path) && !isHidden(path)), ...MOUNTS];
}

function isHidden(path: string): boolean {
  return MOUNTS.some((mount) => path === mount.path || path.startsWith(`${mount.path}/`));
}
