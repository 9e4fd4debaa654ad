import { once } from 'node:events';

let taken: Promise<unknown> | undefined;

/**
 * Writes a line to standard output, which takes everything and keeps it in memory while nobody reads.
 *
 * @returns resolves when enough has been read for more; absent while there is room
 */
export function writeLine(text: string): Promise<unknown> | undefined {
  if (process.stdout.write(`${text}\n`)) return undefined;
  taken ??= once(process.stdout, 'drain').finally(() => {
    taken = undefined;
  });
  return taken;
}

/** Resolves when all that was written has left this process. */
export function outputTaken(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()));
}
