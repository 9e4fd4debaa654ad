import type { Change, Mutator } from './change.ts';
import type { Mutant } from './mutant.ts';
import { changeArithmetic } from './mutators/arithmetic.ts';
import { changeCalls } from './mutators/calls.ts';
import { changeConditions } from './mutators/conditions.ts';
import { changeLiterals } from './mutators/literals.ts';
import { leaveOutStatements } from './mutators/statements.ts';
import { parseSource, type SyntaxNode, visit } from './syntax.ts';

const MUTATORS: readonly Mutator[] = [
  changeConditions,
  changeArithmetic,
  changeLiterals,
  changeCalls,
  leaveOutStatements,
];

// They are gone before anything runs.
const TYPES = /^TS(?!AsExpression|SatisfiesExpression|NonNullExpression)/;

// What other files are named by: without it nothing starts.
const LINKS = ['ImportDeclaration', 'ExportAllDeclaration', 'ImportExpression'];

/** All mutants of a file: of what runs, not of types, of imports, or of the text of a `--help`. */
export function findMutants(file: string, source: string): Mutant[] {
  const changes: Change[] = [];
  visit(parseSource(file, source), (node, key) => {
    if (isLeftOut(node, key)) return false;
    changes.push(...MUTATORS.flatMap((mutate) => mutate(node, source)));
    return true;
  });
  return named(
    file,
    source,
    changes.filter(({ start, end, text }) => source.slice(start, end) !== text),
  );
}

function isLeftOut(node: SyntaxNode, key: PropertyKey | undefined): boolean {
  if (TYPES.test(node.type) || LINKS.includes(node.type)) return true;
  if (node.type === 'Literal' && key === 'key') return true;
  // 'use strict' and the like.
  if (node.type === 'ExpressionStatement' && 'directive' in node && node.directive) return true;
  return isHelpText(node);
}

function isHelpText(node: unknown): boolean {
  const { type, id } = node as { readonly type: string; readonly id?: { readonly name?: string } | null };
  return type === 'VariableDeclarator' && /(^|_)(HELP|USAGE)$/.test(id?.name ?? '');
}

function named(file: string, source: string, changes: readonly Change[]): Mutant[] {
  const seen = new Map<string, number>();
  return changes.map((change) => {
    const { line, column } = placeOf(change.start, source);
    const name = `${file}:${line}:${column}:${change.kind.replaceAll(' ', '-')}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { id: count === 1 ? name : `${name}-${count}`, file, line, change, source };
  });
}

/** Line and column, both from 1. */
function placeOf(offset: number, source: string): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
