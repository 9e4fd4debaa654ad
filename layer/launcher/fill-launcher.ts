import { readFile } from 'node:fs/promises';
import { BuildError } from '../build-error.ts';
import { openElf } from '../elf/elf-image.ts';
import { sectionNamed } from '../elf/elf-section.ts';

/** Where a launcher keeps what it is told of its layer. */
export const BOOT_SECTION = '.boot';

/**
 * A launcher with what its layer consists of.
 *
 * @param launcher path of the compiled program
 * @param bootFile in the format of the launcher
 * @throws BuildError where it has no room for that
 */
export async function fillLauncher(launcher: string, bootFile: Buffer): Promise<Buffer> {
  const { offset, bytes } = bootSection(launcher);
  if (bootFile.length > bytes) {
    throw new BuildError(`the launcher has room for ${bytes} bytes of boot file, and these are ${bootFile.length}`);
  }
  const program = await readFile(launcher);
  program.fill(0, offset, offset + bytes);
  bootFile.copy(program, offset);
  return program;
}

function bootSection(launcher: string): { readonly offset: number; readonly bytes: number } {
  using image = openElf(launcher);
  return sectionNamed(image, BOOT_SECTION);
}
