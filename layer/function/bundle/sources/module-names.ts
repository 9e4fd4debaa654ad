import { replaceName } from './replace-name.ts';
import { type SourceModule, startOf } from './source-module.ts';
import { isWritten, type Occurrence } from './source-scopes.ts';
import { isAtTop, isImportMeta, propertyName, type TreePath, walkTree } from './source-tree.ts';

// What Node.js gives to CommonJS modules only.
const COMMONJS = ['require', 'module', 'exports', '__filename', '__dirname', 'arguments'] as const;
const FILE_NAMES = { __filename: 'file', __dirname: 'folder' } as const;
// Properties of `module` beside its exports; others are not there. Whatever every object has is none of them.
const MODULE_PLACE: ReadonlyMap<string, string> = new Map([
  ['id', 'file'],
  ['filename', 'file'],
  ['path', 'folder'],
]);
const MODULE_OTHERS: ReadonlySet<string> = new Set([
  ...MODULE_PLACE.keys(),
  'children',
  'constructor',
  'isPreloading',
  'loaded',
  'parent',
  'paths',
]);

/**
 * Has a module find its own place, and what Node.js gives to a module of its format: not less, as `import.meta` and
 * `module`, and not more, as `require` in an ES module.
 *
 * @param places JavaScript for what knows all places
 * @param place the same for that of this module
 */
export function rewriteModuleNames(module: SourceModule, places: string, place: string): void {
  rewriteMeta(module, place);
  for (const name of COMMONJS) {
    const free = freeNames(module, name);
    if (module.format === 'module') for (const occurrence of free) rewriteAbsent(module, occurrence, places);
    else if (name === '__filename' || name === '__dirname')
      rewriteFileName(module, free, `${place}.${FILE_NAMES[name]}`);
    else if (module.format === 'commonjs') rewriteCommonJs(module, name, free, place);
  }
}

function freeNames({ scopes }: SourceModule, name: string): Occurrence[] {
  const free = scopes.occurrences.filter(({ node, binding }) => node.name === name && binding === undefined);
  return name === 'arguments' ? free.filter(({ path }) => isAtTop(path)) : free;
}

function rewriteMeta({ tree, code, format }: SourceModule, place: string): void {
  walkTree(tree.program, (path) => {
    const { node } = path;
    if (node.type !== 'MetaProperty') return;
    if (isImportMeta(node)) code.overwrite(node.start, node.end, `${place}.meta`);
    else if (format === 'commonjs' && isAtTop(path)) code.overwrite(node.start, node.end, 'undefined');
  });
}

/** What is not there may still be a global, which somebody has made. */
function rewriteAbsent({ code }: SourceModule, occurrence: Occurrence, places: string): void {
  const { parent } = occurrence.path;
  const isTypeof = parent?.node.type === 'UnaryExpression' && parent.node.operator === 'typeof';
  replaceName(code, occurrence, `${isTypeof ? 'globalThis' : `${places}.absent`}.${occurrence.node.name}`);
}

function rewriteFileName(module: SourceModule, free: readonly Occurrence[], value: string): void {
  const written = free.find(({ path }) => isWritten(path));
  if (written !== undefined) module.code.prependLeft(startOf(module), `var ${written.node.name}=${value};`);
  else for (const occurrence of free) replaceName(module.code, occurrence, value);
}

function rewriteCommonJs(module: SourceModule, name: string, free: readonly Occurrence[], place: string): void {
  const { code } = module;
  if (name === 'arguments')
    for (const each of free) replaceName(code, each, `${place}.given(exports,${place}.require,module)`);
  if (name !== 'module') return;
  // In a bundle a module has its exports only, unless it asks for more.
  const isWhole = free.filter((occurrence) => !rewritePlace(module, occurrence, place)).some(asksForMore);
  if (isWhole) code.prependLeft(startOf(module), `${place}.complete(module);`);
}

/** @returns whether it was `module.filename` or its like */
function rewritePlace({ code }: SourceModule, { node, path: { parent, key } }: Occurrence, place: string): boolean {
  const known = key === 'object' ? MODULE_PLACE.get(propertyName(parent?.node) ?? '') : undefined;
  if (known === undefined || parent === undefined || isChanged(parent)) return false;
  code.overwrite(node.start, parent.node.end, `${place}.${known}`);
  return true;
}

function asksForMore({ path }: Occurrence): boolean {
  const property = path.key === 'object' ? propertyName(path.parent?.node) : undefined;
  return property === undefined ? isHandedOn(path) : MODULE_OTHERS.has(property);
}

function isChanged(path: TreePath): boolean {
  const around = path.parent?.node;
  return (
    isWritten(path) ||
    around?.type === 'UpdateExpression' ||
    (around?.type === 'UnaryExpression' && around.operator === 'delete')
  );
}

/** Whether others see it, and not only that it is there. */
function isHandedOn({ key, parent }: TreePath): boolean {
  switch (parent?.node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'UnaryExpression':
      return false;
    case 'ConditionalExpression':
    case 'IfStatement':
      return key !== 'test';
    default:
      return true;
  }
}
