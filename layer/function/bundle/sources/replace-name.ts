import type MagicString from 'magic-string';
import type { Occurrence } from './source-scopes.ts';

/** Puts an expression in the place of a name, wherever that stands: `{ name }` becomes `{ name: expression }`. */
export function replaceName(code: MagicString, { node, path }: Occurrence, expression: string): void {
  const { parent } = path;
  const around = parent?.node.type === 'AssignmentPattern' && path.key === 'left' ? parent.parent : parent;
  const holder = around?.node;
  if (holder?.type === 'Property' && holder.shorthand)
    code.overwrite(node.start, node.end, `${node.name}: ${expression}`);
  else if (holder?.type === 'ExportSpecifier' && holder.exported.start === node.start)
    code.overwrite(node.start, node.end, `${expression} as ${node.name}`);
  else code.overwrite(node.start, node.end, expression);
}
