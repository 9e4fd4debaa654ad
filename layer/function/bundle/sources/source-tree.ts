import { type AnyNode, type Comment, type Options, type Program, parse } from 'acorn';
import { walk } from 'estree-walker';

/** A node of a syntax tree. */
export type TreeNode = AnyNode;

/** A text with its syntax tree. */
export interface SourceTree {
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** Whether it is an ES module; a CommonJS module or a script otherwise. */
  readonly isModule: boolean;
}

/** A node, and all that it is in. */
export interface TreePath {
  readonly node: TreeNode;
  /** Its name in the node around. */
  readonly key: string;
  readonly parent: TreePath | undefined;
}

type Visit = (path: TreePath) => void;

const OPTIONS: Options = { ecmaVersion: 'latest' };

/**
 * Parses JavaScript as Node.js does where nothing tells it the format: as CommonJS, else as an ES module. Undefined for
 * what is neither, or newer than the parser.
 *
 * @param isModule whether it is known to be an ES module
 */
export function parseSource(text: string, isModule = false): SourceTree | undefined {
  const kinds = isModule ? (['module'] as const) : (['commonjs', 'module'] as const);
  for (const sourceType of kinds) {
    const comments: Comment[] = [];
    try {
      const program = parse(text, { ...OPTIONS, sourceType, onComment: comments });
      return { text, program, comments, isModule: sourceType === 'module' };
    } catch {
      // The next one, or none.
    }
  }
  return undefined;
}

/** Walks through a tree, and tells where each node is. */
export function walkTree(tree: TreeNode, enter: Visit, leave: Visit = () => {}): void {
  let path: TreePath | undefined;
  walk(tree as never, {
    enter(node, _parent, key) {
      const here: TreePath = { node: node as TreeNode, key: String(key ?? ''), parent: path };
      path = here;
      enter(here);
    },
    leave() {
      if (path === undefined) return;
      leave(path);
      path = path.parent;
    },
  });
}

/** The text of a literal, or of a template without anything put in. */
export function literalText(node: TreeNode | null | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}

/** The name of `object.name` or `object['name']`. */
export function propertyName(node: TreeNode | null | undefined): string | undefined {
  if (node?.type !== 'MemberExpression') return undefined;
  if (node.computed) return literalText(node.property as TreeNode);
  return node.property.type === 'Identifier' ? node.property.name : undefined;
}

/** Whether it is `import.meta`, or its property of a name. */
export function isImportMeta(node: TreeNode | null | undefined, name?: string): boolean {
  if (name !== undefined)
    return propertyName(node) === name && node?.type === 'MemberExpression' && isImportMeta(node.object as TreeNode);
  return node?.type === 'MetaProperty' && node.meta.name === 'import';
}

/** Whether `this` and `arguments` mean those of the module. */
export function isAtTop({ parent, key }: TreePath): boolean {
  if (parent === undefined) return true;
  const { type } = parent.node;
  if (type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'StaticBlock') return false;
  if (type === 'PropertyDefinition' && key === 'value') return false;
  return isAtTop(parent);
}
