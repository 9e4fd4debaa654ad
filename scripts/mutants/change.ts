import { operandText, type SyntaxNode } from './syntax.ts';

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

/** A change of the operator between two operands. */
export function operatorReplaced(
  kind: string,
  node: { readonly start: number; readonly end: number; readonly left: SyntaxNode; readonly right: SyntaxNode },
  source: string,
  operator: string,
): Change {
  return replaced(kind, node, `${operandText(node.left, source)} ${operator} ${operandText(node.right, source)}`);
}
