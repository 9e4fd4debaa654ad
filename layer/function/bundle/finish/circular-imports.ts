import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { getLineInfo, type ModuleDeclaration, type Program, type Statement, type VariableDeclarator } from 'acorn';
import type { Metafile } from 'esbuild';
import type MagicString from 'magic-string';
import { loaderOf, sourceModule } from '../sources/source-module.ts';
import { namesIn } from '../sources/source-scopes.ts';
import { type BundledModule, type BundleParts, isCallOf } from './bundled-modules.ts';

/** Where the modules of a bundle come from. */
export interface BundleOrigin {
  readonly map: string;
  readonly metafile: Metafile;
  /** Absolute path of the folder that the paths of the metafile are relative to. */
  readonly root: string;
}

const LOADED_LATE =
  'imported in a circle, and loaded by import() or require: a variable that is asked for too early is undefined there, and no ReferenceError';

/** The names that a module declares at its top. */
interface TopNames {
  /** By `let`, `const` and `class`: to ask for one before it has a value is an error. */
  readonly late: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
}

/**
 * Has ES modules that import each other find out when they ask for a variable too early: esbuild makes a `var` of each,
 * which is undefined until then, where Node.js throws a ReferenceError.
 *
 * @returns what differs nevertheless, in one line
 */
export async function keepOrder(code: MagicString, { modules }: BundleParts, origin: BundleOrigin): Promise<string[]> {
  const circular = circularModules(origin.metafile.inputs);
  if (circular.size === 0) return [];
  const map = new TraceMap(origin.map);
  for (const module of modules.filter(({ source }) => circular.has(source))) {
    const names = await topNames(join(origin.root, module.source));
    if (names !== undefined) declareLate(code, module, names, map);
  }
  const wrapped = modules.filter(({ source, statements }) => circular.has(source) && statements.some(isWrapped));
  const own = wrapped.map(({ source }) => source).filter((source) => !source.includes('node_modules/'));
  return own.length === 0 ? [] : [`${own.join(', ')}: ${LOADED_LATE}`];
}

/** Whether it is the function that an ES module becomes which is loaded by `import()` or `require`. */
function isWrapped(statement: Statement | ModuleDeclaration): boolean {
  return statement.type === 'VariableDeclaration' && statement.declarations.some(({ init }) => isCallOf(init, '__esm'));
}

/** The ES modules that import themselves by way of others. */
function circularModules(inputs: Metafile['inputs']): ReadonlySet<string> {
  const isModule = (source: string): boolean => inputs[source]?.format === 'esm';
  const imported = (source: string): string[] =>
    (inputs[source]?.imports ?? [])
      .filter(({ kind, path, external }) => kind === 'import-statement' && external !== true && isModule(path))
      .map(({ path }) => path);
  const importsItself = (source: string): boolean => {
    const reached = new Set(imported(source));
    // A set that grows is walked through to its end.
    for (const other of reached) for (const next of imported(other)) reached.add(next);
    return reached.has(source);
  };
  return new Set(Object.keys(inputs).filter((source) => isModule(source) && importsItself(source)));
}

async function topNames(path: string): Promise<TopNames | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const module = text === undefined ? undefined : await sourceModule(text, path, loaderOf(path));
  if (module === undefined) return undefined;
  const late = lateNames(module.tree.program);
  return { late, others: new Set([...module.scopes.top.keys()].filter((name) => !late.has(name))) };
}

function lateNames({ body }: Program): ReadonlySet<string> {
  const declarations = body.map((statement) => ('declaration' in statement && statement.declaration) || statement);
  return new Set(
    declarations.flatMap((declaration) => {
      if (declaration.type === 'ClassDeclaration') return namesIn(declaration.id);
      if (declaration.type !== 'VariableDeclaration' || declaration.kind === 'var') return [];
      return declaration.declarations.flatMap(({ id }) => namesIn(id));
    }),
  );
}

function declareLate(
  code: MagicString,
  { statements }: BundledModule,
  { late, others }: TopNames,
  map: TraceMap,
): void {
  for (const statement of statements) {
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'var') continue;
    const isLate = ({ id }: VariableDeclarator): boolean =>
      id.type === 'Identifier'
        ? isLateName(sourceName(code, id.start, id.name, map))
        : namesIn(id).every((name) => !others.has(name));
    if (statement.declarations.every(isLate)) code.overwrite(statement.start, statement.start + 'var'.length, 'let');
  }
  // What is exported by default has no other name.
  function isLateName(name: string): boolean {
    return late.has(name) || (name.endsWith('_default') && !others.has(name));
  }
}

/** What a variable was called before esbuild made its name the only one. */
function sourceName(code: MagicString, start: number, name: string, map: TraceMap): string {
  const { line, column } = getLineInfo(code.original, start);
  return originalPositionFor(map, { line, column }).name ?? name;
}
