/** Size of a page, in bytes, as the lists count them on every architecture. */
export const PAGE_BYTES = 4096;

/** A file that a start reads. */
export interface HotFile {
  /**
   * `layer`: below the folder of the bootstrap; `task`: below LAMBDA_TASK_ROOT; `library`: of the system, found by its
   * name.
   */
  readonly place: 'layer' | 'task' | 'library';
  /** Path below that place, such as `bin/node`, or the name of a library, such as `libstdc++.so.6`. */
  readonly name: string;
  /** Size of the whole file: a file of another size is another file. */
  readonly bytes: number;
}

/** Pages that follow one another in a file. */
export interface HotRange {
  /** Index into the files. */
  readonly file: number;
  readonly firstPage: number;
  readonly pages: number;
}

/** What a start reads of which files. */
export interface HotPages {
  readonly files: readonly HotFile[];
  /** In the order of first touch; none overlaps another, none goes beyond the end of its file. */
  readonly ranges: readonly HotRange[];
}
