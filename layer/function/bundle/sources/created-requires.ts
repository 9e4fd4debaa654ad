import type { CallExpression } from 'acorn';
import type { SourceModule } from './source-module.ts';
import { type Binding, isWritten, type Occurrence, type Scope, type SourceScopes } from './source-scopes.ts';
import { isImportMeta, literalText, propertyName, type TreeNode } from './source-tree.ts';

type Meaning = (name: TreeNode) => Binding | undefined;

const SAME_PLACE: ReadonlySet<string | undefined> = new Set(['fileURLToPath', 'pathToFileURL', 'String', 'toString']);

/** The variables that hold what `createRequire` has made for the place of the module itself. */
export function createdRequires({ scopes }: SourceModule): Binding[] {
  const meaning = meaningIn(scopes);
  const bindings = new Set(scopes.occurrences.flatMap(({ binding }) => binding ?? []));
  return [...bindings].filter((binding) => isCreated(constantOf(binding), meaning));
}

/** What is made in the same way, and called at once with the name of a module. */
export function requiresAtOnce({ scopes }: SourceModule): { call: CallExpression; scope: Scope }[] {
  const meaning = meaningIn(scopes);
  return scopes.occurrences.flatMap(({ path, scope }) => {
    const callee = path.key === 'object' ? path.parent : path;
    const made = callee?.parent;
    const call = made?.parent?.node;
    if (callee?.key !== 'callee' || made?.node.type !== 'CallExpression' || made.key !== 'callee') return [];
    if (call?.type !== 'CallExpression' || literalText(call.arguments[0]) === undefined) return [];
    return isCreated(made.node, meaning) ? [{ call: made.node, scope }] : [];
  });
}

function meaningIn({ occurrences }: SourceScopes): Meaning {
  const found = new Map<TreeNode, Occurrence>(occurrences.map((each) => [each.node, each]));
  return (name) => found.get(name)?.binding;
}

/** What a variable is once and for all. */
function constantOf(binding: Binding | undefined): TreeNode | undefined {
  if (binding === undefined) return undefined;
  const { declaration, occurrences } = binding;
  const isVariable = declaration.type === 'VariableDeclarator' && declaration.id.type === 'Identifier';
  return isVariable && !occurrences.some(({ path }) => isWritten(path)) ? (declaration.init ?? undefined) : undefined;
}

function isCreated(value: TreeNode | undefined, meaning: Meaning): boolean {
  if (value?.type === 'Identifier') return isCreated(constantOf(meaning(value)), meaning);
  if (value?.type !== 'CallExpression' || calledName(value, meaning) !== 'createRequire') return false;
  return isOwnPlace(value.arguments[0], meaning);
}

/** `f` of `f()`, `object.f()` and `(0, object.f)()`, as its module calls it. */
function calledName({ callee }: CallExpression, meaning: Meaning): string | undefined {
  const called = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : callee;
  if (called?.type !== 'Identifier') return propertyName(called as TreeNode);
  const declaration = meaning(called)?.declaration;
  if (declaration?.type !== 'ImportSpecifier') return called.name;
  return declaration.imported.type === 'Identifier' ? declaration.imported.name : undefined;
}

function isOwnPlace(node: TreeNode | undefined, meaning: Meaning): boolean {
  if (isImportMeta(node, 'url') || isImportMeta(node, 'filename') || isBeside(node, meaning)) return true;
  if (node?.type === 'Identifier' && meaning(node) === undefined) return node.name === '__filename';
  return sameAs(node, meaning).some((other) => isOwnPlace(other, meaning));
}

/** What names the same place, or may. */
function sameAs(node: TreeNode | undefined, meaning: Meaning): (TreeNode | undefined)[] {
  switch (node?.type) {
    case 'Identifier':
      return [constantOf(meaning(node))];
    case 'MemberExpression':
      return ['href', 'pathname'].includes(propertyName(node) ?? '') ? [node.object as TreeNode] : [];
    case 'CallExpression': {
      const [given = node.callee.type === 'MemberExpression' ? (node.callee.object as TreeNode) : undefined] =
        node.arguments;
      return SAME_PLACE.has(calledName(node, meaning)) ? [given] : [];
    }
    case 'NewExpression':
      return ['', '.', './'].includes(literalText(node.arguments.at(-2)) ?? '') ? [node.arguments.at(-1)] : [];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'LogicalExpression':
      return [node.left, node.right];
    default:
      return [];
  }
}

/** `${__dirname}/` and `import.meta.dirname + '/any.js'`, where the name of the file does not count. */
function isBeside(node: TreeNode | undefined, meaning: Meaning): boolean {
  const isName = (text: string | null | undefined): boolean => /^\/[^/]*$/.test(text ?? '');
  if (node?.type === 'BinaryExpression')
    return isFolder(node.left as TreeNode, meaning) && isName(literalText(node.right));
  if (node?.type !== 'TemplateLiteral' || node.expressions.length !== 1) return false;
  const [start, end] = node.quasis.map(({ value }) => value.cooked);
  return isFolder(node.expressions[0], meaning) && start === '' && isName(end);
}

function isFolder(node: TreeNode | undefined, meaning: Meaning): boolean {
  if (isImportMeta(node, 'dirname')) return true;
  return node?.type === 'Identifier' && node.name === '__dirname' && meaning(node) === undefined;
}
