import { BuildError } from '../build-error.ts';
import type { Architecture } from '../build-plan.ts';
import { lackingInAmazonLinux } from './amazon-linux.ts';
import { ElfError } from './elf-error.ts';
import { type ElfRequirements, readElfRequirements } from './elf-requirements.ts';

/** Libraries that the layer brings where Node.js needs them and Amazon Linux 2023 has none. */
export const SHIPPED_LIBRARIES: readonly string[] = ['libatomic.so.1'];

/**
 * Checks that a program or a library will load on `provided.al2023`.
 *
 * @param name what the user calls the file
 * @param beside names of libraries that come with it
 * @returns what it needs
 * @throws BuildError for another architecture, a library or a symbol version that is not there, or no ELF file
 */
export function checkProgram(
  file: string,
  architecture: Architecture,
  name: string,
  beside: readonly string[] = [],
): ElfRequirements {
  const needs = requirementsOf(file, name);
  if (needs.architecture !== architecture) {
    const found = needs.architecture ?? 'a processor that Lambda does not have';
    throw new BuildError(`${name}: this is no Linux program for ${architecture} but for ${found}`);
  }
  const lacking = lackingInAmazonLinux(needs, [...SHIPPED_LIBRARIES, ...beside]);
  if (lacking === undefined) return needs;
  throw new BuildError(`${name}: ${lacking}`);
}

function requirementsOf(file: string, name: string): ElfRequirements {
  try {
    return readElfRequirements(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof ElfError) throw new BuildError(`${name}: ${message}`);
    throw new BuildError(`${name}: cannot be read (${code ?? message})`, { cause: error });
  }
}
