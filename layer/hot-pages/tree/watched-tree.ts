import type { CommandLine } from '../../../service/processes/command-line.ts';

/** A read of a file of the tree. */
export interface StorageRead {
  /** Path within the tree. */
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
}

/** A tree of files that programs are started in, and of which it is known what they read. */
export interface WatchedTree extends AsyncDisposable {
  /** A command that becomes the given one, with this tree as its root. */
  entering(command: CommandLine, workingFolder: string): CommandLine;
  /** Each read so far that found nothing in the page cache, in their order. */
  log(): Promise<readonly StorageRead[]>;
}
