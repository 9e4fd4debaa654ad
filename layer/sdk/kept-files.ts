import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { leadsNodeTo } from './package-entries.ts';

/** Counts up when the same package keeps other files, so that what was fetched before is fetched again. */
export const KEEPING = 1;

const TYPES_FOLDER = 'dist-types';
/** For bundlers: a second copy of the package in ES modules, which Node.js never gets to by the package's name. */
const BUNDLERS_FOLDER = 'dist-es';
const LEFT_OUT_ENDINGS = ['.d.ts', '.d.mts', '.d.cts', '.map', '.md', '.markdown'];
const LEGAL_NAMES = ['license', 'licence', 'notice', 'copyright'];

/**
 * Which files of an installed package a layer holds, relative to its folder: all but types, source maps, texts for
 * readers, and the copy for bundlers where the package does not lead Node.js to it. What is kept stays as it was
 * published, byte for byte; licences always stay.
 */
export async function keptFiles(packageFolder: string): Promise<readonly string[]> {
  const description = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const leftOut = [TYPES_FOLDER, ...(leadsNodeTo(description, BUNDLERS_FOLDER) ? [] : [BUNDLERS_FOLDER])];
  return filesBelow(packageFolder, packageFolder, new Set(['node_modules', ...leftOut]));
}

async function filesBelow(root: string, folder: string, leftOut: ReadonlySet<string>): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return leftOut.has(relative(root, path)) ? [] : filesBelow(root, path, leftOut);
      return entry.isFile() && isKept(entry.name) ? [relative(root, path)] : [];
    }),
  );
  return found.flat().toSorted();
}

function isKept(name: string): boolean {
  const lower = name.toLowerCase();
  if (LEGAL_NAMES.some((legal) => lower.startsWith(legal))) return true;
  return !LEFT_OUT_ENDINGS.some((ending) => lower.endsWith(ending));
}
