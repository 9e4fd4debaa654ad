import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** Where the code of a function lies and which handler it has. */
export interface FunctionPlace {
  /** Absolute path. */
  readonly taskRoot: string;
  readonly handler: string;
}

/** Extensions of files that can hold a handler, in the order in which the runtime looks for them. */
export const HANDLER_EXTENSIONS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'] as const;

const DEFAULT_MODULE = 'index';

/**
 * Turns the path that a user gives into a task root and a handler. A file stands for the export `handler` in it, a
 * folder for `index.handler`.
 *
 * @param path file or folder, relative to the working directory
 * @param handler replaces the handler that the path stands for
 * @throws UsageError for a path that is no function
 */
export function readFunctionPath(path: string, handler?: string): FunctionPlace {
  const place = resolve(path);
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`${path}: no such file or folder`);
  if (found.isDirectory()) return { taskRoot: place, handler: handler ?? defaultHandler(path) };
  return { taskRoot: dirname(place), handler: handler ?? handlerOfFile(path) };
}

function defaultHandler(folder: string): string {
  const candidates = HANDLER_EXTENSIONS.map((extension) => `${DEFAULT_MODULE}${extension}`);
  if (candidates.some((file) => existsSync(join(folder, file)))) return `${DEFAULT_MODULE}.handler`;
  throw new UsageError(
    `${folder}: no function in this folder; looked for ${list(candidates)}: name the file, or use --handler`,
  );
}

function handlerOfFile(path: string): string {
  const extension = extname(path);
  const name = basename(path, extension);
  if (!HANDLER_EXTENSIONS.some((known) => known === extension)) {
    throw new UsageError(`${path}: no function; its file ends with ${list(HANDLER_EXTENSIONS)}`);
  }
  // Lambda takes what follows the first dot of a handler for the export.
  if (name.includes('.')) throw new UsageError(`${path}: Lambda cannot name a file with a dot in its name; rename it`);
  checkShadow(path, name, extension);
  return `${name}.handler`;
}

/** The runtime looks for the extensions in their order, so that another file may come before the one that was meant. */
function checkShadow(path: string, name: string, extension: string): void {
  const earlier = ['', ...HANDLER_EXTENSIONS].slice(0, 1 + HANDLER_EXTENSIONS.indexOf(extension as '.js'));
  const shadow = earlier.map((other) => join(dirname(path), `${name}${other}`)).find(isFile);
  if (shadow !== undefined) throw new UsageError(`${path}: Lambda would load ${shadow} instead; rename one of them`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
