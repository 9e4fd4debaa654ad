import { extname } from 'node:path';
import { walk } from 'estree-walker';
import { parseAst } from 'vitest/node';

type Program = ReturnType<typeof parseAst>;
export type Statement = Program['body'][number];
export type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression'];

/** What may be changed, with the places in the text where it begins and ends. */
export type SyntaxNode = Statement | Expression;

/** The syntax tree of a TypeScript file. Throws where the text is none. */
export function parseSource(file: string, text: string): Program {
  return parseAst(text, { lang: extname(file) === '.tsx' ? 'tsx' : 'ts' }, file);
}

/** Shows each node before those within it; `enter` says whether these are looked at. */
export function visit(program: Program, enter: (node: SyntaxNode, key: PropertyKey | undefined) => boolean): void {
  // The walker knows the nodes of JavaScript by name; it goes through any others in the same way.
  walk(program as unknown as Parameters<typeof walk>[0], {
    enter(node, _parent, key) {
      if (!enter(node as unknown as SyntaxNode, key ?? undefined)) this.skip();
    },
  });
}

/** The text that a node spans. */
export function textOf(node: { readonly start: number; readonly end: number }, source: string): string {
  return source.slice(node.start, node.end);
}

const SIMPLE = ['Identifier', 'Literal', 'TemplateLiteral', 'MemberExpression', 'CallExpression', 'ThisExpression'];

/** The text of an expression as it may stand beside any operator: its own parentheses are no part of it. */
export function operandText(node: SyntaxNode, source: string): string {
  const text = textOf(node, source);
  return SIMPLE.includes(node.type) ? text : `(${text})`;
}
