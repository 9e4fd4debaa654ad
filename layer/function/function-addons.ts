import { basename, extname } from 'node:path';
import type { Architecture } from '../build-plan.ts';
import { checkProgram } from '../elf/check-program.ts';
import { ElfError } from '../elf/elf-error.ts';
import { isForeignProgram } from '../elf/foreign-program.ts';
import { placeOf } from './bundle/source-places.ts';
import type { TracedAddon } from './bundle/traced-files.ts';

/**
 * Checks the native addons that a function loads. Packages bring some for each platform, and choose when they are
 * loaded: those of other platforms are left out, where there is one for Lambda.
 *
 * @param root absolute path of the project
 * @returns absolute paths of those that are left out
 * @throws BuildError for one that Lambda cannot load
 */
export function foreignAddons(
  addons: readonly TracedAddon[],
  root: string,
  architecture: Architecture,
): ReadonlySet<string> {
  const isFit = ({ file }: TracedAddon): boolean => !isForeign(file, architecture);
  const fit = addons.filter(isFit);
  const leftOut = addons.filter((addon) => !isFit(addon) && fit.some((other) => areOfOneKind(addon, other)));
  const libraries = addons.map(({ file }) => basename(file));
  for (const { file } of addons.filter((addon) => !leftOut.includes(addon))) {
    checkProgram(file, architecture, placeOf(file, root), libraries);
  }
  return new Set(leftOut.map(({ file }) => file));
}

function isForeign(file: string, architecture: Architecture): boolean {
  try {
    return isForeignProgram(file, architecture);
  } catch (error) {
    if (error instanceof ElfError) return false;
    throw error;
  }
}

/** Whether they are of one package, or one module asks for both. */
function areOfOneKind(one: TracedAddon, other: TracedAddon): boolean {
  return extname(one.file) === extname(other.file) && one.askedBy.some((path) => other.askedBy.includes(path));
}
