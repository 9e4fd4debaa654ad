import { type Change, replaced } from '../change.ts';
import { operandText, type SyntaxNode, textOf } from '../syntax.ts';

const OTHER_METHODS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    min: 'max',
    max: 'min',
    floor: 'ceil',
    ceil: 'floor',
    round: 'floor',
    some: 'every',
    every: 'some',
    startsWith: 'endsWith',
    endsWith: 'startsWith',
    indexOf: 'lastIndexOf',
    lastIndexOf: 'indexOf',
    toLowerCase: 'toUpperCase',
    toUpperCase: 'toLowerCase',
    push: 'unshift',
    unshift: 'push',
    shift: 'pop',
    pop: 'shift',
    once: 'on',
    find: 'findLast',
    replaceAll: 'replace',
    allSettled: 'all',
    all: 'race',
  }),
);

/** What gives something of the same kind as it is called on: it can be left out. */
const STEPS = [
  'filter',
  'trim',
  'trimStart',
  'trimEnd',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'slice',
  'flat',
  'unref',
  'catch',
];

/** Calls something like it, does not call, does not wait, does not ask whether there is something to call. */
export function changeCalls(node: SyntaxNode, source: string): readonly Change[] {
  switch (node.type) {
    case 'CallExpression':
      return [
        ...(node.callee.type === 'MemberExpression' ? changeMethod(node, node.callee, source) : []),
        ...(node.optional ? [notAsked(node.callee.end, source)] : []),
      ];
    case 'MemberExpression':
      return node.optional ? [notAsked(node.object.end, source)] : [];
    case 'AwaitExpression':
      return [replaced('without await', node, operandText(node.argument, source))];
    default:
      return [];
  }
}

type Call = Extract<SyntaxNode, { type: 'CallExpression' }>;
type Member = Extract<SyntaxNode, { type: 'MemberExpression' }>;

function changeMethod(call: Call, { object, property, computed }: Member, source: string): Change[] {
  if (computed || property.type !== 'Identifier') return [];
  const other = OTHER_METHODS.get(property.name);
  const changes = other === undefined ? [] : [replaced('other method', property, other)];
  if (STEPS.includes(property.name)) changes.push(replaced(`without ${property.name}`, call, textOf(object, source)));
  return changes;
}

function notAsked(end: number, source: string): Change {
  const start = source.indexOf('?.', end);
  // `a?.b` becomes `a.b`, `a?.(b)` and `a?.[b]` lose both characters.
  return { kind: 'without question', start, end: start + 2, text: /[[(]/.test(source.charAt(start + 2)) ? '' : '.' };
}
