import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

const BESIDE = /new URL\(\s*(['"`])(\.{0,2}\/?[^'"`$]+)\1\s*,\s*import\.meta\.url/g;
const RESOLVED = /\.resolve\(\s*(['"])([^'"\n]+)\1\s*\)/g;
const JOINED = /(?:import\.meta\.dirname|__dirname)\s*,((?:\s*(['"`])[^'"`$]*\2\s*,?)+)\s*\)/g;
const VIEW_ENGINE = /\.set\(\s*(['"])view engine\1\s*,\s*(['"])([\w-]+)\2\s*\)/g;
const TEMPLATE = /\.(?:ejs|eta|handlebars|hbs|html|jade|liquid|mjml|mustache|njk|pug|twig)$/;
// As i18next, sprintf, Express and globs write it.
const PLACEHOLDER = /\{|%|:|\*/;

/** Files that a module of the project names as lying beside it, in ways that a trace of its code does not see. */
export function namedFiles(path: string, text: string): string[] {
  const urls = [...text.matchAll(BESIDE)].map(([, , name = '']) => join(dirname(path), name));
  if (isPackaged(path)) return urls.filter(isFile);
  const resolved = [...text.matchAll(RESOLVED)].flatMap(([, , name = '']) => resolvedFile(name, path));
  const joined = [...text.matchAll(JOINED)].flatMap(([, names = '']) =>
    filesByPattern(join(dirname(path), ...literals(names))),
  );
  return [...urls, ...resolved, ...joined].filter(isFile);
}

/** Names of packages that Express will require, since a module of the project says what its views are written in. */
export function viewEngines(path: string, text: string): string[] {
  return isPackaged(path) ? [] : [...text.matchAll(VIEW_ENGINE)].flatMap(([, , , name]) => name ?? []);
}

/**
 * The templates that lie in the folder of a template, and are written in the same language: they include each other.
 *
 * @param path absolute path of a file that a module of the project reads
 */
export function templatesBeside(path: string): string[] {
  if (isPackaged(path) || !TEMPLATE.test(path)) return [];
  const folder = dirname(path);
  return filesIn(folder).filter((file) => dirname(file) === folder && extname(file) === extname(path));
}

function literals(names: string): string[] {
  return [...names.matchAll(/(['"`])([^'"`$]*)\1/g)].map(([, , name = '']) => name);
}

/** Where a part of a path is put in later, all that lies below what is known of it. */
function filesByPattern(path: string): string[] {
  const at = path.search(PLACEHOLDER);
  if (at === -1) return [];
  const folder = dirname(`${path.slice(0, at)}x`);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? filesIn(folder) : [];
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !isPackaged(file.slice(folder.length)));
}

function resolvedFile(name: string, path: string): string[] {
  // Anything may have a method of this name.
  if (!/^(?:\.{1,2}\/|@?[\w-]+(?:\/[\w.-]+)+$)/.test(name)) return [];
  try {
    return [createRequire(path).resolve(name)];
  } catch {
    return [];
  }
}

function isPackaged(path: string): boolean {
  return path.includes('/node_modules/');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
