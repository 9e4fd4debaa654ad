import { Module } from 'node:module';
import { dirname } from 'node:path';

interface OwnModule {
  id: string;
  filename: string;
  path: string;
  paths: string[];
}

/** Module has more than its types say. */
interface Places {
  _initPaths(): void;
  _nodeModulePaths(folder: string): string[];
}

const { _initPaths, _nodeModulePaths } = Module as unknown as Places;

/**
 * Has modules be found from where this script lies now, and by the NODE_PATH of now; what Node.js compiles is kept where
 * the environment says.
 */
export function renewModulePlaces(require: NodeJS.Require, script: string): void {
  const main = require.main as unknown as OwnModule | undefined;
  if (main !== undefined && main.filename !== script) {
    const { cache } = require;
    delete cache[main.filename];
    Object.assign(main, { filename: script, path: dirname(script), paths: _nodeModulePaths(dirname(script)) });
    cache[script] = main as unknown as NodeJS.Module;
  }
  _initPaths();
  const { NODE_COMPILE_CACHE: directory, NODE_COMPILE_CACHE_PORTABLE } = process.env;
  if (directory) Module.enableCompileCache({ directory, portable: NODE_COMPILE_CACHE_PORTABLE === '1' });
}
