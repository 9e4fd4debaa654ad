import type { Absence } from '../absence.ts';
import { buildColdfs } from './coldfs/build-coldfs.ts';
import { MountedColdfs } from './coldfs/mounted-coldfs.ts';
import { copiedTree } from './residency/copied-tree.ts';
import type { WatchedTree } from './tree/watched-tree.ts';
import type { Tree } from './tree/whole-tree.ts';

/** How a tree can be watched. */
export type RecordingWay = 'file system' | 'page cache';

/** The better ones first. */
export const RECORDING_WAYS: readonly RecordingWay[] = ['file system', 'page cache'];

const WAYS: Readonly<Record<RecordingWay, (tree: Tree) => Promise<WatchedTree | Absence>>> = {
  'file system': fileSystem,
  'page cache': copiedTree,
};

/** Makes a tree whose reads are known, in the first way that works here, or says why none does. */
export async function watchTree(tree: Tree, ways: readonly RecordingWay[]): Promise<WatchedTree | Absence> {
  const reasons: string[] = [];
  for (const way of ways) {
    const watched = await WAYS[way](tree);
    if (!('reason' in watched)) return watched;
    reasons.push(`by the ${way}: ${watched.reason}`);
  }
  return { reason: reasons.join('; ') };
}

async function fileSystem(tree: Tree): Promise<WatchedTree | Absence> {
  const program = await buildColdfs();
  if (typeof program !== 'string') return program;
  return await MountedColdfs.mount(program, tree, { latencyMs: 0, serial: false, readAheadKb: 0 });
}
