import { closeSync, readSync } from 'node:fs';

/** Where the process sleeps while its image is taken, and what it reads there wakes it. */
const DESCRIPTOR = 63;
const MOST_BYTES = 64 * 1024;

/** The command line that a start without an image would have had. */
export interface CommandLine {
  /** As Node.js was called. */
  readonly node: string;
  readonly options: readonly string[];
  /** Absolute. */
  readonly script: string;
}

/** Sleeps until whoever brings this process back says who it is: texts, each with NUL behind it. */
export function sleep(): CommandLine {
  const block = Buffer.alloc(MOST_BYTES);
  // One call gives all: it may be a pipe whose other end stays open.
  const length = readSync(DESCRIPTOR, block);
  closeSync(DESCRIPTOR);
  const texts = block.toString('utf8', 0, length).split('\0').slice(0, -1);
  const [node, ...options] = texts;
  const script = options.pop();
  if (node === undefined || script === undefined) throw new Error(`descriptor 63 gave ${texts.length} texts, not 2`);
  return { node, options, script };
}
