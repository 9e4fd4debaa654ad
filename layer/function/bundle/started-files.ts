import { statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { pathSaid, valuesIn } from './source-paths.ts';
import {
  isImportMeta,
  literalText,
  parseSource,
  propertyName,
  type TreeNode,
  walkTree,
} from './sources/source-tree.ts';

/** What a module starts by a path, or only asks for the path of. */
export interface StartedFiles {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Specifiers that are found as `import` finds them. */
  readonly imported: readonly string[];
}

interface Place {
  readonly path: string;
  readonly root: string;
  readonly values: ReadonlyMap<string, TreeNode>;
}

type Call = TreeNode & { readonly type: 'CallExpression' | 'NewExpression' };

const NONE: StartedFiles = { files: [], imported: [] };
// What costs nothing to see. Most modules say none of it.
const WORDS = /\bresolve\b|\bregister\b|\bWorker\b|\bfork\b|\bspawn|\bexecFile/;
const STARTERS: ReadonlySet<string> = new Set(['Worker', 'fork', 'spawn', 'spawnSync', 'execFile', 'execFileSync']);
const SOURCE = /\.[cm]?[jt]s$/;
const EXTENSIONS = ['', '.js', '.cjs', '.mjs'] as const;
// Whether it is there is asked by packages that read settings; it is larger than all that a function may hold.
const COMPILER = 'typescript';

/**
 * Finds the files that a module starts in another thread or process, and those that it resolves, as far as the source
 * names them.
 *
 * @param path absolute path of the module
 * @param text its JavaScript
 * @param root absolute path of the project: the function runs in it
 */
export function startedFiles(path: string, text: string, root: string): StartedFiles {
  const tree = WORDS.test(text) ? parseSource(text) : undefined;
  if (tree === undefined) return NONE;
  const place = { path, root, values: valuesIn(tree) };
  const files: string[] = [];
  const imported: string[] = [];
  walkTree(tree.program, ({ node }) => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const name = resolvedByImport(node);
    if (name !== undefined) imported.push(name);
    files.push(...resolvedByRequire(node, path), ...startedBy(node, place));
  });
  return { files: [...new Set(files)], imported: [...new Set(imported)] };
}

/** `import.meta.resolve('./worker.mjs')`, `register('./hooks.mjs', import.meta.url)`. */
function resolvedByImport({ callee, arguments: [first, second] }: Call): string | undefined {
  const name = literalText(first);
  if (name === undefined || isBuiltin(name)) return undefined;
  if (isImportMeta(callee, 'resolve')) return name;
  return calledName(callee) === 'register' && second !== undefined && mentionsPlace(second) ? name : undefined;
}

/** `require.resolve('./worker')`; `from.resolve('library/worker')`, where `from` may be a `require` that was made. */
function resolvedByRequire({ callee, arguments: [first, second] }: Call, path: string): string[] {
  const name = literalText(first);
  if (name === undefined || second !== undefined || propertyName(callee) !== 'resolve') return [];
  if (isImportMeta(callee, 'resolve') || isBuiltin(name) || name === COMPILER) return [];
  const isRequire = callee.type === 'MemberExpression' && isNamed(callee.object as TreeNode, /require/i);
  // Anything may have a method of this name.
  if (!isRequire && !/^(?:\.{1,2}\/|@?[\w-]+(?:\/[\w.-]+)+$)/.test(name)) return [];
  try {
    return [createRequire(path).resolve(name)];
  } catch {
    return [];
  }
}

function isNamed(node: TreeNode, pattern: RegExp): boolean {
  if (node.type === 'Identifier') return pattern.test(node.name);
  return node.type === 'CallExpression' && pattern.test(calledName(node.callee as TreeNode) ?? '');
}

/** `new Worker('./src/worker.mjs')`, `spawn(process.execPath, ['src/child.mjs'])`, `fork(join(__dirname, 'child'))`. */
function startedBy({ callee, arguments: args }: Call, { path, root, values }: Place): string[] {
  if (!STARTERS.has(calledName(callee) ?? '')) return [];
  const given = args.flatMap((each) => (each.type === 'ArrayExpression' ? each.elements : [each]));
  return given.flatMap((each) => {
    if (each === null) return [];
    const text = path.includes('/node_modules/') ? undefined : literalText(each as TreeNode);
    const file = text === undefined ? pathSaid(each as TreeNode, path, values) : join(root, text);
    return file === undefined ? [] : sourceFile(file);
  });
}

/** A file without its extension is found by `fork`. */
function sourceFile(path: string): string[] {
  const found = EXTENSIONS.map((extension) => path + extension).find((file) => SOURCE.test(file) && isFile(file));
  return found === undefined ? [] : [found];
}

function mentionsPlace(node: TreeNode): boolean {
  let found = false;
  walkTree(node, ({ node: inside }) => {
    found ||= isImportMeta(inside) || (inside.type === 'Identifier' && /^__(?:filename|dirname)$/.test(inside.name));
  });
  return found;
}

/** `fork` of `fork()`, `childProcess.fork()` and `childProcess['fork']()`. */
function calledName(callee: TreeNode): string | undefined {
  return callee.type === 'Identifier' ? callee.name : propertyName(callee);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
