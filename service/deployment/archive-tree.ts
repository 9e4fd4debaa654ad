import { tooManyEntries, unsafeEntry } from './archive-error.ts';
import type { EntryName } from './entry-name.ts';

/** A folder that is to be, and what is in it. */
export interface FolderNode {
  readonly kind: 'folder';
  /** Of what it is in; none for the folder around everything. */
  readonly parent: FolderNode | undefined;
  readonly children: Map<string, TreeNode>;
}

export interface FileNode {
  readonly kind: 'file';
  readonly parent: FolderNode;
}

export interface LinkNode {
  readonly kind: 'link';
  readonly parent: FolderNode;
  readonly target: string;
}

/** What has a place in the unpacked archive. */
export type TreeNode = FolderNode | FileNode | LinkNode;

const TWICE = 'is there twice';

/** Where everything is going to be, before anything is written. */
export class ArchiveTree {
  readonly root: FolderNode = { kind: 'folder', parent: undefined, children: new Map() };
  readonly #limit: number;
  readonly #folders: string[] = [];
  /** Folders that have an entry of their own. */
  readonly #named = new Set<FolderNode>();
  #size = 0;

  /** @param limit files, folders and links at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Paths of all folders, each after the one it is in. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  /** @throws ServiceError for what is no folder already, for a second time, and beyond the limit */
  addFolder(name: EntryName): void {
    const folder = this.#folder(name, name.path);
    if (this.#named.has(folder)) throw unsafeEntry(name.text, TWICE);
    this.#named.add(folder);
  }

  /** @throws ServiceError for what is there already, for what is no folder on the way to it, and beyond the limit */
  addFile(name: EntryName): void {
    this.#add(name, (parent) => ({ kind: 'file', parent }));
  }

  /**
   * @param target where it leads to
   * @throws ServiceError as for files
   */
  addLink(name: EntryName, target: string): LinkNode {
    return this.#add(name, (parent) => ({ kind: 'link', parent, target }));
  }

  #add<Node extends FileNode | LinkNode>(name: EntryName, make: (parent: FolderNode) => Node): Node {
    const parent = this.#folder(name, name.path.slice(0, -1));
    const own = name.path.at(-1) ?? '';
    const there = parent.children.get(own);
    if (there !== undefined) throw unsafeEntry(name.text, there.kind === 'folder' ? 'is where a folder is' : TWICE);
    this.#count();
    const made = make(parent);
    parent.children.set(own, made);
    return made;
  }

  #folder(name: EntryName, path: readonly string[]): FolderNode {
    let folder = this.root;
    for (const [index, part] of path.entries()) {
      const found = folder.children.get(part) ?? this.#makeFolder(folder, part, path.slice(0, index + 1));
      if (found.kind !== 'folder') throw unsafeEntry(name.text, `needs a folder where a ${found.kind} is`);
      folder = found;
    }
    return folder;
  }

  #makeFolder(parent: FolderNode, name: string, path: readonly string[]): FolderNode {
    this.#count();
    const made: FolderNode = { kind: 'folder', parent, children: new Map() };
    parent.children.set(name, made);
    this.#folders.push(path.join('/'));
    return made;
  }

  #count(): void {
    this.#size += 1;
    if (this.#size > this.#limit) throw tooManyEntries(this.#limit);
  }
}
