import { type Change, operatorReplaced, replaced } from '../change.ts';
import { operandText, type SyntaxNode, textOf } from '../syntax.ts';

const OTHER_OPERATORS: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
};

const OTHER_ASSIGNMENTS: Readonly<Record<string, string>> = {
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '|=': '&=',
  '&=': '|=',
  '??=': '=',
  '||=': '&&=',
  '&&=': '||=',
};

/** Calculates otherwise. Where text is put together in this way, types refuse the change. */
export function changeArithmetic(node: SyntaxNode, source: string): readonly Change[] {
  switch (node.type) {
    case 'BinaryExpression': {
      const text = OTHER_OPERATORS[node.operator];
      return text === undefined
        ? []
        : [operatorReplaced('arithmetic', { ...node, left: node.left as SyntaxNode }, source, text)];
    }
    case 'AssignmentExpression': {
      const text = OTHER_ASSIGNMENTS[node.operator];
      return text === undefined
        ? []
        : [operatorReplaced('assignment', { ...node, left: node.left as SyntaxNode }, source, text)];
    }
    case 'UpdateExpression':
      return [countedBack(node, source)];
    case 'UnaryExpression':
      return ['-', '~'].includes(node.operator)
        ? [replaced('without sign', node, operandText(node.argument, source))]
        : [];
    default:
      return [];
  }
}

function countedBack(node: Extract<SyntaxNode, { type: 'UpdateExpression' }>, source: string): Change {
  const operator = node.operator === '++' ? '--' : '++';
  const argument = textOf(node.argument, source);
  return replaced('counted the other way', node, node.prefix ? operator + argument : argument + operator);
}
