import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Lets `import` find the packages of layers as `require` does. Node.js looks into NODE_PATH for `require` alone; the
 * bootstrap has put the layers' node_modules there. Costs nothing where none of those folders exists.
 */
export function importFromNodePath(nodePath: string | undefined): void {
  const folders = (nodePath ?? '').split(delimiter).filter(isPackagesFolder);
  if (folders.length === 0) return;
  const parents = folders.map((folder) => pathToFileURL(join(dirname(folder), 'noop.js')).href);
  process.getBuiltinModule('node:module').registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (!isBare(specifier) || (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
        return resolveFrom(parents, (parentURL) => nextResolve(specifier, { ...context, parentURL }), error);
      }
    },
  });
}

function isPackagesFolder(folder: string): boolean {
  return basename(folder) === 'node_modules' && existsSync(folder);
}

function isBare(specifier: string): boolean {
  return !/^(?:\.{0,2}\/|[a-z]+:)/.test(specifier);
}

function resolveFrom<T>(parents: readonly string[], resolve: (parentURL: string) => T, notFound: unknown): T {
  for (const parentURL of parents) {
    try {
      return resolve(parentURL);
    } catch {
      // The next folder may have it; if none does, the first error names the module that asked.
    }
  }
  throw notFound;
}
