import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ElfError } from '../../elf/elf-error.ts';
import { readElfRequirements } from '../../elf/elf-requirements.ts';
import { EMULATED_LIBRARIES } from '../../emulation.ts';

/** Paths of the libraries that emulated programs need, and what those need in turn; the dynamic loader among them. */
export function emulatedLibraries(programs: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (program: string): void => {
    for (const library of neededBy(program)) {
      if (found.has(library)) continue;
      found.add(library);
      add(library);
    }
  };
  for (const program of programs) add(program);
  return [...found];
}

function neededBy(program: string): readonly string[] {
  const { interpreter, libraries } = requirementsOf(program);
  const loader = interpreter?.split('/').at(-1);
  return [...(loader === undefined ? [] : [loader]), ...libraries]
    .map((name) => join(EMULATED_LIBRARIES, name))
    .filter((library) => existsSync(library));
}

function requirementsOf(program: string): Pick<ReturnType<typeof readElfRequirements>, 'interpreter' | 'libraries'> {
  try {
    return readElfRequirements(program);
  } catch (error) {
    if (error instanceof ElfError) return { interpreter: undefined, libraries: [] };
    throw error;
  }
}
