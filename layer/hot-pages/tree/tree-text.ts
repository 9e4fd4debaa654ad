import type { StorageRead } from './watched-tree.ts';
import type { Tree } from './whole-tree.ts';

const LETTERS = { folder: 'D', file: 'F', link: 'L', bind: 'B', tmpfs: 'T' } as const;

/** A tree as the programs that hold one read it. */
export function treeText(tree: Tree): string {
  const fields = tree.flatMap((entry) => {
    const head = `${LETTERS[entry.kind]}${entry.path}`;
    if (entry.kind === 'file') return [head, entry.source];
    return entry.kind === 'link' ? [head, entry.target] : [head];
  });
  return [...fields, '', ''].join('\0');
}

/** The reads that they tell of in one line. */
export function loggedReads(line: string, tree: Tree): readonly StorageRead[] {
  const reads = line.split(' ').filter(Boolean);
  return reads.map((read) => {
    const [entry = 0, offset = 0, bytes = 0] = read.split(':').map(Number);
    return { path: tree[entry]?.path ?? '', offset, bytes };
  });
}
