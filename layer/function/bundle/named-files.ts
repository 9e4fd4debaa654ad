import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import {
  isImportMeta,
  literalText,
  parseSource,
  propertyName,
  type TreeNode,
  walkTree,
} from './sources/source-tree.ts';

/** What a module names, in its own words. */
interface Names {
  /** Beside `import.meta.url`. */
  readonly beside: string[];
  /** What it calls a method `resolve` with. */
  readonly resolved: string[];
  /** Parts of paths below its folder. */
  readonly joined: string[][];
  /** What Express is told to write views in. */
  readonly engines: string[];
}

// Only whether a module is worth parsing.
const NAMES = /\bimport\.meta\b|\b__dirname\b|\.\s*resolve\b|view engine/;
const NAMES_IN_PACKAGES = /\bimport\.meta\.url\b/;
const TEMPLATE = /\.(?:ejs|eta|handlebars|hbs|html|jade|liquid|mjml|mustache|njk|pug|twig)$/;
// As i18next, sprintf, Express and globs write it.
const PLACEHOLDER = /\{|%|:|\*/;

/** Files that a module of the project names as lying beside it, in ways that a trace of its code does not see. */
export function namedFiles(path: string, text: string): string[] {
  const { beside, resolved, joined } = namesIn(path, text);
  const urls = beside.map((name) => join(dirname(path), name));
  if (isPackaged(path)) return urls.filter(isFile);
  const others = [
    ...resolved.flatMap((name) => resolvedFile(name, path)),
    ...joined.flatMap((names) => filesByPattern(join(dirname(path), ...names))),
  ];
  return [...urls, ...others].filter(isFile);
}

/** Names of packages that Express will require, since a module of the project says what its views are written in. */
export function viewEngines(path: string, text: string): string[] {
  return isPackaged(path) ? [] : namesIn(path, text).engines;
}

function namesIn(path: string, text: string): Names {
  const names: Names = { beside: [], resolved: [], joined: [], engines: [] };
  if (!(isPackaged(path) ? NAMES_IN_PACKAGES : NAMES).test(text)) return names;
  const tree = parseSource(text);
  if (tree === undefined) return names;
  walkTree(tree.program, ({ node }) => {
    if (node.type === 'NewExpression') addUrl(names, node.callee, node.arguments);
    else if (node.type === 'CallExpression') addCall(names, node.callee, node.arguments);
  });
  return names;
}

/** `new URL('./file', import.meta.url)` */
function addUrl({ beside }: Names, callee: TreeNode, [name, base]: readonly TreeNode[]): void {
  if (callee.type !== 'Identifier' || callee.name !== 'URL' || !isImportMeta(base, 'url')) return;
  const text = literalText(name);
  if (text !== undefined) beside.push(text);
}

/** `x.resolve('name')`, `app.set('view engine', 'name')`, `join(__dirname, 'name')` */
function addCall(names: Names, callee: TreeNode, given: readonly TreeNode[]): void {
  const [first, second] = given.map(literalText);
  const method = propertyName(callee);
  if (method === 'resolve' && given.length === 1 && first !== undefined) names.resolved.push(first);
  if (method === 'set' && first === 'view engine' && second !== undefined) names.engines.push(second);
  const folder = given.findIndex(isOwnFolder);
  const parts = given.slice(folder + 1).map(literalText);
  if (folder !== -1 && parts.length > 0 && parts.every((part) => part !== undefined)) names.joined.push(parts);
}

function isOwnFolder(node: TreeNode): boolean {
  return isImportMeta(node, 'dirname') || (node.type === 'Identifier' && node.name === '__dirname');
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
