import type { CallExpression, Program, Statement } from 'acorn';
import type { Metafile } from 'esbuild';
import type { SourceTree, TreeNode } from '../sources/source-tree.ts';

type TopStatement = Program['body'][number];

/** What esbuild has made of one file: statements that follow each other. */
export interface BundledModule {
  /** As the metafile calls it. */
  readonly source: string;
  readonly statements: readonly TopStatement[];
}

/** A bundle by the files that it was made of. */
export interface BundleParts {
  /** What esbuild itself puts at the beginning. */
  readonly head: readonly TopStatement[];
  readonly modules: readonly BundledModule[];
}

// What esbuild makes of a name that only begins and ends in the source: an ES module with all files that fit.
const GLOB = /^(?:import|require)\("[^"]*\*.*"\) in /;

/** Takes a bundle apart at the comments that name its files. */
export function bundleParts({ program, comments }: SourceTree, inputs: Metafile['inputs']): BundleParts {
  const named = comments.flatMap(({ type, value, start }) => {
    const source = value.slice(1);
    return type === 'Line' && (source in inputs || GLOB.test(source)) ? [{ source, start }] : [];
  });
  const head: TopStatement[] = [];
  const modules: { source: string; statements: TopStatement[] }[] = [];
  let next = 0;
  for (const statement of program.body) {
    for (let name = named[next]; name !== undefined && name.start < statement.end; name = named[++next]) {
      // Within a statement it is a comment of the source.
      if (name.start < statement.start) modules.push({ source: name.source, statements: [] });
    }
    (modules.at(-1)?.statements ?? head).push(statement);
  }
  return { head, modules };
}

/** The body of the function that a CommonJS module becomes; undefined for other statements. */
export function commonJsBody(statement: TopStatement): readonly Statement[] | undefined {
  if (statement.type !== 'VariableDeclaration') return undefined;
  const { init } = statement.declarations[0] ?? {};
  if (!isCallOf(init, '__commonJS')) return undefined;
  const [wrapped] = init.arguments;
  const [method] = wrapped?.type === 'ObjectExpression' ? wrapped.properties : [];
  return method?.type === 'Property' && method.value.type === 'FunctionExpression' ? method.value.body.body : undefined;
}

/** Whether a function of esbuild's own is called. */
export function isCallOf(node: TreeNode | null | undefined, name: string): node is CallExpression {
  return node?.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === name;
}

/** Whether statements begin by asking to be strict. */
export function isStrict([first]: readonly TopStatement[]): boolean {
  return first?.type === 'ExpressionStatement' && first.directive === 'use strict';
}
