import { existsSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { type FunctionConfig, functionConfig } from './function-config.ts';
import { DECLARATIONS_FILE, readDeclarations } from './function-declarations.ts';
import { functionNameOf } from './function-name.ts';
import { HANDLER_EXTENSIONS, readFunctionPath } from './function-path.ts';

/**
 * Reads the functions that paths of a user stand for. Each path is a handler file, the folder of a function, or
 * `snapboot.json` or a folder that holds one.
 *
 * @throws UsageError with one line on what is wrong with a path, with a declaration, or with a name that comes twice
 */
export function readFunctions(paths: readonly string[]): readonly FunctionConfig[] {
  const found = paths.flatMap((path) => functionsAt(path).map((config) => ({ path, config })));
  const byName = new Map<string, string>();
  for (const { path, config } of found) {
    const other = byName.get(config.name);
    if (other !== undefined) {
      const where = other === path ? path : `${other} and ${path}`;
      throw new UsageError(`${where}: two functions are named ${config.name}; name one in ${DECLARATIONS_FILE}`);
    }
    byName.set(config.name, path);
  }
  return found.map(({ config }) => config);
}

/** Whether a folder is, or declares, functions. */
export function holdsFunctions(folder: string): boolean {
  const files = [DECLARATIONS_FILE, ...HANDLER_EXTENSIONS.map((extension) => `index${extension}`)];
  return files.some((file) => existsSync(join(folder, file)));
}

/** The file that declares functions for a path, whether it exists yet or not; none for a handler file. */
export function declarationsFile(path: string): string | undefined {
  if (extname(path) === '.json') return resolve(path);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? resolve(path, DECLARATIONS_FILE) : undefined;
}

function functionsAt(path: string): readonly FunctionConfig[] {
  const declarations = declarationsFile(path);
  if (declarations !== undefined && existsSync(declarations)) {
    const shown = basename(path) === basename(declarations) ? path : join(path, DECLARATIONS_FILE);
    return readDeclarations(shown);
  }
  try {
    const place = readFunctionPath(path);
    return [functionConfig({ name: functionNameOf(place), ...place })];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.message.replace('use --handler', `declare it in ${DECLARATIONS_FILE}`));
  }
}
