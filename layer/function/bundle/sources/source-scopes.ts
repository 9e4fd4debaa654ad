import type { Identifier, Program } from 'acorn';
import { type TreeNode, type TreePath, walkTree } from './source-tree.ts';

/** A name that a module declares, somewhere. */
export interface Binding {
  readonly name: string;
  /** The declarator, specifier, function or class. */
  readonly declaration: TreeNode;
  /** Where the name is declared, read and written. */
  readonly occurrences: Occurrence[];
}

/** A name that stands for a variable. */
export interface Occurrence {
  readonly node: Identifier;
  readonly path: TreePath;
  readonly scope: Scope;
  /** Undefined where nothing in the module declares it. */
  readonly binding: Binding | undefined;
}

/** A part of a module with names of its own. */
export interface Scope {
  readonly node: TreeNode;
  readonly outer: Scope | undefined;
  readonly bindings: Map<string, Binding>;
}

/** The names of a module. */
export interface SourceScopes {
  /** Those that it declares at its top. */
  readonly top: ReadonlyMap<string, Binding>;
  readonly occurrences: readonly Occurrence[];
}

const SCOPES: ReadonlySet<string> = new Set([
  'ArrowFunctionExpression',
  'BlockStatement',
  'CatchClause',
  'ClassDeclaration',
  'ClassExpression',
  'ForInStatement',
  'ForOfStatement',
  'ForStatement',
  'FunctionDeclaration',
  'FunctionExpression',
  'Program',
  'StaticBlock',
  'SwitchStatement',
]);
const FUNCTIONS: ReadonlySet<string> = new Set([
  'ArrowFunctionExpression',
  'FunctionDeclaration',
  'FunctionExpression',
  'Program',
  'StaticBlock',
]);

/** Finds what each name in a module means. Names inside of `with` are left out: they may be anything. */
export function scopesOf(program: Program): SourceScopes {
  const found: { readonly path: TreePath; readonly scope: Scope }[] = [];
  let scope: Scope = { node: program, outer: undefined, bindings: new Map() };
  const top = scope.bindings;
  let inWith = 0;
  walkTree(
    program,
    (path) => {
      const { node } = path;
      if (node.type === 'WithStatement') inWith++;
      const outer = scope;
      if (opensScope(path)) scope = { node, outer, bindings: new Map() };
      declare(node, scope, outer);
      if (inWith === 0 && isOccurrence(path))
        found.push({ path, scope: isOwnName(path) ? (scope.outer ?? scope) : scope });
    },
    ({ node }) => {
      if (node.type === 'WithStatement') inWith--;
      if (scope.node === node && scope.outer !== undefined) scope = scope.outer;
    },
  );
  return { top, occurrences: found.map((each) => resolved(each.path, each.scope)) };
}

function opensScope({ node, parent }: TreePath): boolean {
  if (!SCOPES.has(node.type) || node.type === 'Program') return false;
  // The body of a function shares a scope with its parameters.
  return !(node.type === 'BlockStatement' && parent !== undefined && FUNCTIONS.has(parent.node.type));
}

function declare(node: TreeNode, scope: Scope, outer: Scope): void {
  switch (node.type) {
    case 'VariableDeclaration': {
      const target = node.kind === 'var' ? functionScope(scope) : scope;
      for (const declarator of node.declarations) bindAll(declarator.id, target, declarator);
      return;
    }
    case 'FunctionDeclaration':
      bindAll(node.id, outer, node);
      // Outside of strict mode it is a variable of the function around as well.
      bindAll(node.id, functionScope(outer), node);
      for (const parameter of node.params) bindAll(parameter, scope, parameter);
      return;
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      bindAll(node.id, scope, node);
      for (const parameter of node.params) bindAll(parameter, scope, parameter);
      return;
    case 'ClassDeclaration':
      bindAll(node.id, outer, node);
      return;
    case 'ClassExpression':
      bindAll(node.id, scope, node);
      return;
    case 'CatchClause':
      bindAll(node.param, scope, node);
      return;
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      bindAll(node.local, scope, node);
  }
}

function functionScope(scope: Scope): Scope {
  return FUNCTIONS.has(scope.node.type) || scope.outer === undefined ? scope : functionScope(scope.outer);
}

function bindAll(pattern: TreeNode | null | undefined, { bindings }: Scope, declaration: TreeNode): void {
  for (const name of namesIn(pattern)) {
    if (!bindings.has(name)) bindings.set(name, { name, declaration, occurrences: [] });
  }
}

/** The names that a pattern declares. */
export function namesIn(pattern: TreeNode | null | undefined): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'Property' ? property.value : property),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap(namesIn);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/** Whether a node is a name that stands for a variable, and no property or label. */
function isOccurrence({ node, key, parent }: TreePath): boolean {
  if (node.type !== 'Identifier' || parent === undefined) return false;
  const { node: around } = parent;
  switch (around.type) {
    case 'MemberExpression':
      return key === 'object' || around.computed;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return key === 'value' || around.computed;
    case 'ImportSpecifier':
      return key === 'local';
    case 'ExportSpecifier': {
      const declaration = parent.parent?.node;
      return key === 'local' && declaration?.type === 'ExportNamedDeclaration' && !declaration.source;
    }
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ExportAllDeclaration':
    case 'ImportAttribute':
    case 'MetaProperty':
      return false;
    case 'LabeledStatement':
      return key === 'body';
    default:
      return true;
  }
}

/** Whether it is the name of a declaration, which belongs to what is around. */
function isOwnName({ key, parent }: TreePath): boolean {
  const type = parent?.node.type;
  return key === 'id' && (type === 'FunctionDeclaration' || type === 'ClassDeclaration');
}

function resolved(path: TreePath, scope: Scope): Occurrence {
  const node = path.node as Identifier;
  const binding = bindingOf(node.name, scope);
  const occurrence = { node, path, scope, binding };
  binding?.occurrences.push(occurrence);
  return occurrence;
}

/** What a name means in a scope. */
export function bindingOf(name: string, scope: Scope | undefined): Binding | undefined {
  return scope && (scope.bindings.get(name) ?? bindingOf(name, scope.outer));
}

/** Whether a name is given another value there, other than where it is declared. */
export function isWritten({ node, key, parent }: TreePath): boolean {
  if (parent === undefined) return false;
  const { node: around } = parent;
  switch (around.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return key === 'left';
    case 'UpdateExpression':
      return node.type === 'Identifier';
    case 'ArrayPattern':
    case 'ObjectPattern':
    case 'RestElement':
      return isWritten(parent);
    case 'AssignmentPattern':
      return key === 'left' && isWritten(parent);
    case 'Property':
      return key === 'value' && parent.parent?.node.type === 'ObjectPattern' && isWritten(parent);
    default:
      return false;
  }
}
