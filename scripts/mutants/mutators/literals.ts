import { type Change, replaced } from '../change.ts';
import { type SyntaxNode, textOf } from '../syntax.ts';

type Literal = Extract<SyntaxNode, { type: 'Literal' }>;

/** Says something else where the code names a value: a truth, a number, a text, a pattern, a list, an object. */
export function changeLiterals(node: SyntaxNode, source: string): readonly Change[] {
  switch (node.type) {
    case 'Literal':
      return changeLiteral(node);
    case 'TemplateLiteral':
      return textOf(node, source) === '``' ? [] : [replaced('empty text', node, '``')];
    case 'ArrayExpression':
      return node.elements.length === 0
        ? []
        : [replaced('empty list', node, '[]'), ...without('element', node.elements)];
    case 'ObjectExpression':
      return without('property', node.properties);
    default:
      return [];
  }
}

function changeLiteral(node: Literal): Change[] {
  if ('regex' in node && node.regex !== null) return changePattern(node, node.regex);
  switch (typeof node.value) {
    case 'boolean':
      return [replaced('other truth', node, String(!node.value))];
    case 'number':
      return [replaced('one more', node, String(node.value + 1)), replaced('one less', node, `(${node.value - 1})`)];
    case 'string':
      return [node.value === '' ? replaced('some text', node, "'mutant'") : replaced('empty text', node, "''")];
    default:
      return [];
  }
}

function changePattern(
  node: Literal,
  { pattern, flags }: { readonly pattern: string; readonly flags: string },
): Change[] {
  const changes = [...flags].map((flag) =>
    replaced(`without flag ${flag}`, node, `/${pattern}/${flags.replace(flag, '')}`),
  );
  if (pattern.startsWith('^'))
    changes.push(replaced('open beginning', node, `/${pattern.slice(1) || '(?:)'}/${flags}`));
  if (/(?<!\\)\$$/.test(pattern))
    changes.push(replaced('open end', node, `/${pattern.slice(0, -1) || '(?:)'}/${flags}`));
  return changes;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Each member taken out on its own, with the comma that belongs to it. */
function without(what: string, members: readonly (Place | null)[]): Change[] {
  return members.flatMap((member, index) => {
    if (member === null) return [];
    const next = members[index + 1];
    const before = members[index - 1];
    if (next) return [{ kind: `without ${what}`, start: member.start, end: next.start, text: '' }];
    return [{ kind: `without ${what}`, start: before?.end ?? member.start, end: member.end, text: '' }];
  });
}
