import { type Change, replaced } from '../change.ts';
import type { SyntaxNode } from '../syntax.ts';

/** Leaves out what is done: a statement, all of a block, the rest of a function. */
export function leaveOutStatements(node: SyntaxNode): readonly Change[] {
  switch (node.type) {
    case 'ExpressionStatement':
      return [replaced('without statement', node, '{}')];
    case 'ReturnStatement':
      return [replaced('without return', node, '{}')];
    case 'ThrowStatement':
      return [replaced('without throw', node, '{}')];
    case 'BreakStatement':
    case 'ContinueStatement':
      return [replaced(`without ${node.type === 'BreakStatement' ? 'break' : 'continue'}`, node, '{}')];
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return emptied('early return', node.body);
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'ForStatement':
      return emptied('empty loop', node.body);
    case 'TryStatement':
      return [...emptied('empty catch', node.handler?.body), ...emptied('empty finally', node.finalizer)];
    default:
      return [];
  }
}

type MaybeBlock = { readonly type: string; readonly start: number; readonly end: number } | null | undefined;

function emptied(kind: string, block: MaybeBlock): Change[] {
  if (block?.type !== 'BlockStatement' || !('body' in block)) return [];
  return Array.isArray(block.body) && block.body.length > 0 ? [replaced(kind, block, '{}')] : [];
}
