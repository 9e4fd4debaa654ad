import type { CallExpression } from 'acorn';
import { createdRequires, requiresAtOnce } from './created-requires.ts';
import { replaceName } from './replace-name.ts';
import { hasFiles, requireByPattern, requirePeers } from './required-by-name.ts';
import { type SourceModule, startOf } from './source-module.ts';
import { type Binding, bindingOf, isWritten, namesIn, type Occurrence, type Scope } from './source-scopes.ts';
import { isAtTop, literalText, propertyName, type TreeNode, type TreePath } from './source-tree.ts';

/** Whether the `require` of a scope is the one that esbuild knows. */
type IsKnown = (scope: Scope) => boolean;

// What the `require` of a module's own making is called, beside that which esbuild knows.
const OWN = '__snapbootRequire';
// They are the same everywhere.
const SHARED: ReadonlySet<string | undefined> = new Set(['main', 'cache', 'extensions']);

/**
 * Has esbuild see what a module requires in ways of its own: by what `createRequire` or an alias gave it, by `module`,
 * or by a name that only begins in the source. Whatever else it asks `require` for is looked for from its own place.
 *
 * @param place JavaScript for that place
 */
export function rewriteRequires(module: SourceModule, place: string): void {
  const { scopes, format } = module;
  const own = format === 'module' ? [] : scopes.occurrences.filter(isFree('require'));
  const writes = own.filter(({ path }) => isWritten(path));
  if (writes.length > 0) rewriteReplaced(module, own, place, writes);
  else for (const occurrence of own) rewriteOwn(module, occurrence, place);
  rewriteAllMade(module, [...aliases(own), ...createdRequires(module)], place);
  if (format === 'commonjs')
    for (const { path } of scopes.occurrences.filter(isFree('module'))) rewriteMethod(module, path, place);
}

function isFree(name: string): (occurrence: Occurrence) => boolean {
  return ({ node, binding }) => node.name === name && binding === undefined;
}

/** A module that puts something in the place of its `require` means that from then on. */
function rewriteReplaced(
  module: SourceModule,
  own: readonly Occurrence[],
  place: string,
  [first]: readonly Occurrence[],
): void {
  const end = first?.path.parent?.node.end ?? 0;
  for (const occurrence of own) {
    const isBefore = occurrence.node.start < end && isAtTop(occurrence.path);
    if (!(isBefore && callOf(occurrence.path, isLiteral))) replaceName(module.code, occurrence, OWN);
  }
  module.code.prependLeft(startOf(module), `var ${OWN}=${place}.require;`);
}

function rewriteOwn(module: SourceModule, occurrence: Occurrence, place: string): void {
  const { path } = occurrence;
  const around = path.parent?.node;
  const property = path.key === 'object' ? propertyName(around) : undefined;
  const call = callOf(path);
  if (call !== undefined) {
    if (isBundled(call)) return;
    const name = byPattern(module, call, place) ?? requirePeers(module.path, `${place}.require`);
    return void module.code.overwrite(occurrence.node.start, occurrence.node.end, name);
  }
  if (isAsked(path) || SHARED.has(property)) return;
  replaceName(module.code, occurrence, `${place}.require`);
}

/** The call of what is at a path. */
function callOf(
  { node, key, parent }: TreePath,
  isWanted = (_call: CallExpression): boolean => true,
): CallExpression | undefined {
  const around = parent?.node;
  const isCall = around?.type === 'CallExpression' && key === 'callee' && around.callee === node && !around.optional;
  return isCall && isWanted(around) ? around : undefined;
}

function isLiteral({ arguments: [name] }: CallExpression): boolean {
  return literalText(name) !== undefined;
}

/** Whether esbuild finds what is required. */
function isBundled({ arguments: [name] }: CallExpression): boolean {
  const isKnown = (node: TreeNode | undefined): boolean =>
    node?.type === 'ConditionalExpression'
      ? isKnown(node.consequent) && isKnown(node.alternate)
      : literalText(node) !== undefined;
  return name === undefined || isKnown(name);
}

/** JavaScript for what requires `./locale/${name}.js`. */
function byPattern({ path }: SourceModule, { arguments: [name] }: CallExpression, place: string): string | undefined {
  const [start, end] = endsOf(name);
  if (!/^\.{1,2}\/[^*]*$/.test(start) || end.includes('*') || !hasFiles(path, start, end)) return undefined;
  return requireByPattern(start, end, `${place}.require`);
}

/** What is known of a text that is put together. */
function endsOf(node: TreeNode | undefined): readonly [start: string, end: string] {
  if (node?.type === 'TemplateLiteral') {
    return [node.quasis[0]?.value.cooked ?? '', node.quasis.at(-1)?.value.cooked ?? ''];
  }
  if (node?.type === 'BinaryExpression' && node.operator === '+') {
    return [endsOf(node.left as TreeNode)[0], endsOf(node.right)[1]];
  }
  const text = literalText(node) ?? '';
  return [text, text];
}

/** Whether it is only asked whether there is one. */
function isAsked({ key, parent }: TreePath): boolean {
  switch (parent?.node.type) {
    case 'UnaryExpression':
      return true;
    case 'BinaryExpression':
      return !['in', 'instanceof'].includes(parent.node.operator);
    case 'IfStatement':
    case 'ConditionalExpression':
      return key === 'test';
    case 'LogicalExpression':
      return key === 'left' && parent.node.operator === '&&';
    default:
      return false;
  }
}

/** The variables that mean the `require` of their module, and nothing else. */
function aliases(own: readonly Occurrence[]): Binding[] {
  const named = own.flatMap(({ path, scope }) => {
    const name = aliasName(path);
    return (name !== undefined && bindingOf(name, scope)) || [];
  });
  return [...new Set(named)].filter(({ declaration, occurrences }) => {
    if (declaration.type !== 'VariableDeclarator' || declaration.id.type !== 'Identifier') return false;
    const writes = occurrences.filter(({ path }) => isWritten(path)).length;
    return (
      named.filter((binding) => binding.declaration === declaration).length === writes + (declaration.init ? 1 : 0)
    );
  });
}

/** The variable that it is given to as it is: `const load = require`, `load = require`. */
function aliasName({ key, parent }: TreePath): string | undefined {
  const around = parent?.node;
  if (around?.type === 'VariableDeclarator' && key === 'init' && around.id.type === 'Identifier') return around.id.name;
  const isAssignment = around?.type === 'AssignmentExpression' && around.operator === '=' && key === 'right';
  if (!isAssignment || parent?.parent?.node.type !== 'ExpressionStatement') return undefined;
  return around.left.type === 'Identifier' ? around.left.name : undefined;
}

function rewriteAllMade(module: SourceModule, made: readonly Binding[], place: string): void {
  // Those that have the name of the one that esbuild knows get another one.
  const isKnown: IsKnown = (scope) => {
    const meaning = bindingOf('require', scope);
    return meaning === undefined || made.includes(meaning);
  };
  for (const binding of new Set(made)) rewriteMade(module, binding, place, isKnown);
  for (const { call, scope } of requiresAtOnce(module))
    if (isKnown(scope)) module.code.overwrite(call.start, call.end, 'require');
}

/** Calls with a name that is known become calls of the `require` that esbuild knows. */
function rewriteMade(module: SourceModule, binding: Binding, place: string, isKnown: IsKnown): void {
  const isRequire = binding.name === 'require';
  if (isRequire) keepExported(module, binding);
  for (const occurrence of binding.occurrences) {
    const { node } = occurrence;
    const name = isKnown(occurrence.scope) ? knownRequire(module, occurrence, place) : undefined;
    if (name === undefined && isRequire) replaceName(module.code, occurrence, OWN);
    else if (name !== undefined && name !== node.name) module.code.overwrite(node.start, node.end, name);
  }
}

function knownRequire(module: SourceModule, { path }: Occurrence, place: string): string | undefined {
  const call = callOf(path);
  return call && (isBundled(call) ? 'require' : byPattern(module, call, place));
}

/** `export const require = …` exports it by the name that it had. */
function keepExported({ code, tree }: SourceModule, { declaration }: Binding): void {
  const exported = tree.program.body.find(
    (statement) =>
      statement.type === 'ExportNamedDeclaration' &&
      statement.start < declaration.start &&
      declaration.end <= statement.end,
  );
  if (exported?.type !== 'ExportNamedDeclaration' || exported.declaration?.type !== 'VariableDeclaration') return;
  const names = exported.declaration.declarations.flatMap(({ id }) => namesIn(id));
  code.remove(exported.start, exported.declaration.start);
  code.append(`\nexport{${names.map((name) => (name === 'require' ? `${OWN} as require` : name)).join(',')}};`);
}

/** `module.require` is the same as `require`. */
function rewriteMethod(module: SourceModule, { node, key, parent }: TreePath, place: string): void {
  if (parent === undefined || key !== 'object' || propertyName(parent.node) !== 'require') return;
  const call = callOf(parent);
  const name = call && isBundled(call) ? 'require' : `${place}.require`;
  module.code.overwrite(node.start, parent.node.end, name);
}
