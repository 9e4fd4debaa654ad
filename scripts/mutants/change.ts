import type { SyntaxNode } from './syntax.ts';

/** One small change to a text: what stands from `start` to `end` becomes `text`. */
export interface Change {
  /** What is changed, in a word or three. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The changes that a node invites, each on its own; not those of the nodes within it. */
export type Mutator = (node: SyntaxNode, source: string) => readonly Change[];

/** A change of all that a node spans. */
export function replaced(
  kind: string,
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): Change {
  return { kind, start, end, text };
}

/** A change of the operator that stands between two operands, whatever stands beside it. */
export function operatorReplaced(
  kind: string,
  { left, right, operator }: { readonly left: SyntaxNode; readonly right: SyntaxNode; readonly operator: string },
  source: string,
  text: string,
): Change {
  const start = source.indexOf(operator, left.end);
  if (start < 0 || start > right.start)
    throw new Error(`there is no ${operator} between ${left.end} and ${right.start}`);
  return { kind, start, end: start + operator.length, text };
}
