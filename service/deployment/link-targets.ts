import type { FileNode, FolderNode, LinkNode } from './archive-tree.ts';

/** Where a path ends: at something in the archive, or some names below it, where nothing is. */
interface Place {
  readonly node: FolderNode | FileNode;
  readonly below: number;
  /** Links that were followed on the way. */
  readonly followed: number;
}

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;
const TOO_MANY = 'is a link that leads through too many others, or in a circle';

/** Finds out where links lead, also those that lead through others. Nothing is asked of the disk. */
export class LinkTargets {
  readonly #known = new Map<LinkNode, Place>();

  /** What is wrong with a link, as the rest of a sentence; undefined when it stays inside, even if it leads nowhere. */
  faultOf(link: LinkNode): string | undefined {
    const found = this.#follow(link, 0);
    return typeof found === 'string' ? found : undefined;
  }

  #follow(link: LinkNode, depth: number): Place | string {
    const known = this.#known.get(link);
    if (known !== undefined) return known;
    if (depth > MOST_LINKS) return TOO_MANY;
    if (link.target.startsWith('/')) return 'is a link to an absolute path';
    let place: Place | string = { node: link.parent, below: 0, followed: 0 };
    for (const part of link.target.split('/')) {
      place = this.#step(place, part, depth);
      if (typeof place === 'string') return place;
    }
    this.#known.set(link, place);
    return place;
  }

  #step(place: Place, part: string, depth: number): Place | string {
    if (part === '' || part === '.') return place;
    if (part === '..') return up(place);
    const next = place.node.kind === 'folder' && place.below === 0 ? place.node.children.get(part) : undefined;
    if (next === undefined) return { ...place, below: place.below + 1 };
    if (next.kind !== 'link') return { ...place, node: next };
    const end = this.#follow(next, depth + 1);
    if (typeof end === 'string') return end;
    const followed = place.followed + 1 + end.followed;
    return followed > MOST_LINKS ? TOO_MANY : { ...end, followed };
  }
}

function up({ node, below, followed }: Place): Place | string {
  if (below > 0) return { node, below: below - 1, followed };
  return node.parent === undefined ? 'is a link that leads out of its folder' : { node: node.parent, below, followed };
}
