/** Where a snapshot is taken; paths as Node.js sees them there. */
export interface SnapshotGround {
  /** The function's folder. */
  readonly folder: string;
  /** A folder for the script, the blob and the report. */
  readonly work: string;
  readonly node: string;
  /** The command that runs Node.js there, in the function's folder. */
  command(...args: readonly string[]): readonly [command: string, ...args: string[]];
}

/** What is needed there; absolute paths on this machine. */
export interface GroundFolders {
  readonly folder: string;
  readonly work: string;
  readonly node: string;
}

/** On this machine, where everything is. */
export function openGround({ folder, work, node }: GroundFolders): SnapshotGround {
  return { folder, work, node, command: (...args) => inFolder(folder, node, args) };
}

/** The command that runs a program in a folder. */
export function inFolder(folder: string, program: string, args: readonly string[]): readonly [string, ...string[]] {
  // A shell would set variables.
  return ['/usr/bin/env', '-C', folder, program, ...args];
}
