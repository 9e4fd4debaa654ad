import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { BuildError } from './build-error.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Makes a folder of a build, unless it is there.
 *
 * @param outOption what the user has given as --out, for errors
 * @throws BuildError when nothing can be written in it
 */
export async function makeWritable(folder: string, outOption: string | undefined): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    const name = outOption === undefined ? folder : `--out ${outOption}`;
    throw new BuildError(`${name}: cannot be written (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

/** Writes a file that appears whole or not at all. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryName(file);
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** As manifests and descriptions are written. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
