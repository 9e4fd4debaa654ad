import { dirname, join } from 'node:path';
import {
  isImportMeta,
  literalText,
  propertyName,
  type SourceTree,
  type TreeNode,
  walkTree,
} from './sources/source-tree.ts';

type Known = ReadonlyMap<string, TreeNode>;

// A variable may have a value that it is part of itself.
const MOST_STEPS = 20;

/** The first value of each variable of a module, by its name. */
export function valuesIn({ program }: SourceTree): Known {
  const values = new Map<string, TreeNode>();
  walkTree(program, ({ node }) => {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init) return;
    if (!values.has(node.id.name)) values.set(node.id.name, node.init as TreeNode);
  });
  return values;
}

/**
 * The path that an expression of a module puts together from the module's own, such as `join(__dirname, 'child')`.
 * Undefined where it is something else.
 *
 * @param path absolute path of the module
 */
export function pathSaid(node: TreeNode, path: string, values: Known, depth = 0): string | undefined {
  const said = (other: unknown): string | undefined =>
    depth < MOST_STEPS ? pathSaid(other as TreeNode, path, values, depth + 1) : undefined;
  if (isImportMeta(node, 'filename') || isImportMeta(node, 'url')) return path;
  if (isImportMeta(node, 'dirname')) return dirname(path);
  switch (node.type) {
    case 'Identifier':
      return values.has(node.name) ? said(values.get(node.name)) : pathNamed(node.name, path);
    case 'BinaryExpression':
      return followed(said(node.left), literalText(node.right as TreeNode));
    case 'TemplateLiteral':
      if (node.expressions.length !== 1 || node.quasis[0]?.value.raw !== '') return undefined;
      return followed(said(node.expressions[0]), node.quasis[1]?.value.cooked);
    case 'CallExpression':
    case 'NewExpression':
      return pathCalled(node, said);
    default:
      return undefined;
  }
}

function pathNamed(name: string, path: string): string | undefined {
  if (name === '__filename') return path;
  return name === '__dirname' ? dirname(path) : undefined;
}

function pathCalled(
  { callee, arguments: args }: TreeNode & { type: 'CallExpression' | 'NewExpression' },
  said: (node: unknown) => string | undefined,
): string | undefined {
  const [first, ...rest] = args;
  switch (callee.type === 'Identifier' ? callee.name : propertyName(callee)) {
    case 'join':
    case 'resolve':
      return joined(said(first), rest);
    case 'dirname':
      return mapped(said(first), dirname);
    case 'URL':
      return rest.length === 0 ? said(first) : joined(mapped(said(rest[0]), dirname), args.slice(0, 1));
    case 'fileURLToPath':
    case 'pathToFileURL':
    case 'String':
      return said(first);
    default:
      return undefined;
  }
}

function joined(start: string | undefined, nodes: readonly unknown[]): string | undefined {
  const names = nodes.map((node) => literalText(node as TreeNode));
  return names.includes(undefined) ? undefined : mapped(start, (path) => join(path, ...(names as string[])));
}

function followed(start: string | undefined, end: string | null | undefined): string | undefined {
  return typeof end === 'string' ? mapped(start, (path) => join(path + end)) : undefined;
}

function mapped(path: string | undefined, change: (path: string) => string): string | undefined {
  return path === undefined ? undefined : change(path);
}
