import { type Change, operatorReplaced, replaced } from '../change.ts';
import { operandText, type SyntaxNode, textOf } from '../syntax.ts';

const OPPOSITES: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '==': '!=', '!=': '==' };
const BOUNDARIES: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const OTHER_SIDES: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** Turns conditions round, takes them for given, and moves their boundaries by one. */
export function changeConditions(node: SyntaxNode, source: string): readonly Change[] {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return [
        replaced('negated condition', node.test, `!(${textOf(node.test, source)})`),
        replaced('always true', node.test, 'true'),
        replaced('always false', node.test, 'false'),
      ];
    case 'WhileStatement':
    case 'DoWhileStatement':
      return [replaced('always false', node.test, 'false')];
    case 'LogicalExpression':
      return node.operator === '??' ? changeFallback(node, source) : changeConnective(node, source);
    case 'BinaryExpression':
      return [
        ...tableChange('opposite', OPPOSITES, node, source),
        ...tableChange('boundary', BOUNDARIES, node, source),
        ...tableChange('other side', OTHER_SIDES, node, source),
      ];
    case 'UnaryExpression':
      return node.operator === '!' ? [replaced('without not', node, operandText(node.argument, source))] : [];
    default:
      return [];
  }
}

type Logical = Extract<SyntaxNode, { type: 'LogicalExpression' }>;
type Binary = Extract<SyntaxNode, { type: 'BinaryExpression' }>;

function changeConnective(node: Logical, source: string): Change[] {
  const [left, right] = [operandText(node.left, source), operandText(node.right, source)];
  return [
    // Without parentheses the operands would be tied to what stands around them.
    replaced('and for or', node, `(${left} ${node.operator === '&&' ? '||' : '&&'} ${right})`),
    replaced('only the first', node, left),
    replaced('only the second', node, right),
  ];
}

function changeFallback(node: Logical, source: string): Change[] {
  return [
    replaced('without fallback', node, operandText(node.left, source)),
    replaced('always fallback', node, operandText(node.right, source)),
  ];
}

function tableChange(kind: string, table: Readonly<Record<string, string>>, node: Binary, source: string): Change[] {
  const text = table[node.operator];
  return text === undefined ? [] : [operatorReplaced(kind, node as Binary & { left: SyntaxNode }, source, text)];
}
