import { expect, test } from 'vitest';
import { findMutants } from '../../../scripts/mutants/find-mutants.ts';
import { mutatedText, shownDifference } from '../../../scripts/mutants/mutant.ts';

test('a condition is turned round, and taken for given', () => {
  expect(mutants('if (a) b();', 'negated condition', 'always true', 'always false')).toEqual([
    'if (!(a)) b();',
    'if (true) b();',
    'if (false) b();',
  ]);
  expect(mutants('x = a ? b : c;', 'negated condition')).toEqual(['x = !(a) ? b : c;']);
});

test('a loop is never made endless by its condition', () => {
  expect(mutants('while (a) b();', 'negated condition', 'always true', 'always false')).toEqual(['while (false) b();']);
});

test('a comparison includes its boundary or leaves it out, and looks to the other side', () => {
  expect(mutants('x = a < b;', 'boundary', 'other side')).toEqual(['x = a <= b;', 'x = a >= b;']);
  expect(mutants('x = a >= b;', 'boundary', 'other side')).toEqual(['x = a > b;', 'x = a < b;']);
  expect(mutants('x = a === b;', 'opposite')).toEqual(['x = a !== b;']);
});

test('an operator is the one between its operands, also where a comment or an operand holds another', () => {
  expect(mutants('x = (a + 1) /* - */ - b;', 'arithmetic')).toEqual(['x = (a + 1) + b;', 'x = (a - 1) /* - */ - b;']);
});

test('what stands in parentheses stays together', () => {
  expect(mutants('x = !(a || b) && c;', 'without not')).toEqual(['x = (a || b) && c;']);
  expect(mutants('x = (a ?? b) || c;', 'without fallback', 'only the first')).toEqual([
    'x = (a ?? b);',
    'x = (a) || c;',
  ]);
});

test('either condition may count alone, or both be tied together otherwise, within what stands around them', () => {
  expect(mutants('x = a && b || c;', 'and for or', 'only the first', 'only the second')).toEqual([
    'x = ((a && b) && c);',
    'x = (a && b);',
    'x = c;',
    'x = (a || b) || c;',
    'x = a || c;',
    'x = b || c;',
  ]);
});

test('a fallback is left out, and always taken', () => {
  expect(mutants('x = a ?? b;', 'without fallback', 'always fallback')).toEqual(['x = a;', 'x = b;']);
});

test('what may be absent is used without a question', () => {
  expect(mutants('x = a?.b?.(c)?.[d];', 'without question')).toEqual([
    'x = a?.b?.(c)[d];',
    'x = a?.b(c)?.[d];',
    'x = a.b?.(c)?.[d];',
  ]);
});

test('numbers are one off, truths turned round, texts emptied or filled', () => {
  expect(mutants('f(7, true);', 'one more', 'one less', 'other truth')).toEqual([
    'f(8, true);',
    'f((6), true);',
    'f(7, false);',
  ]);
  expect(mutants("f('a', '', `b`);", 'empty text', 'some text')).toEqual([
    "f('', '', `b`);",
    "f('a', 'mutant', `b`);",
    "f('a', '', ``);",
  ]);
});

test('a pattern loses a flag, its beginning, its end', () => {
  expect(mutants('x = /^a$/gi;', 'without flag g', 'without flag i', 'open beginning', 'open end')).toEqual([
    'x = /^a$/i;',
    'x = /^a$/g;',
    'x = /a$/gi;',
    'x = /^a/gi;',
  ]);
});

test('lists lose one element or all, objects one property', () => {
  expect(mutants('x = [a, b];', 'empty list', 'without element')).toEqual(['x = [];', 'x = [b];', 'x = [a];']);
  expect(mutants('x = { a: 1, ...b };', 'without property')).toEqual(['x = { ...b };', 'x = { a: 1 };']);
});

test('statements, returns and throws are left out', () => {
  expect(mutants('a();', 'without statement')).toEqual(['{}']);
  expect(mutants('function f() { if (a) return; throw b; }', 'without return', 'without throw')).toEqual([
    'function f() { if (a) {} throw b; }',
    'function f() { if (a) return; {} }',
  ]);
  expect(mutants('for (;;) { if (a) break; continue; }', 'without break', 'without continue')).toEqual([
    'for (;;) { if (a) {} continue; }',
    'for (;;) { if (a) break; {} }',
  ]);
});

test('functions, loops and what catches do nothing', () => {
  expect(mutants('function f() { a(); }', 'early return')).toEqual(['function f() {}']);
  expect(mutants('for (const a of b) { c(); }', 'empty loop')).toEqual(['for (const a of b) {}']);
  expect(mutants('try { a(); } catch { b(); } finally { c(); }', 'empty catch', 'empty finally')).toEqual([
    'try { a(); } catch {} finally { c(); }',
    'try { a(); } catch { b(); } finally {}',
  ]);
});

test('a promise is not waited for', () => {
  expect(mutants('async () => { await a(); }', 'without await')).toEqual(['async () => { a(); }']);
});

test('another method is called, or none', () => {
  expect(mutants('x = a.some(b).trim();', 'other method', 'without trim')).toEqual([
    'x = a.some(b);',
    'x = a.every(b).trim();',
  ]);
});

test('a method of which no other is known stays, also where every object has it', () => {
  expect(mutants('x = a.toString();', 'other method')).toEqual([]);
});

test('it is counted the other way', () => {
  expect(mutants('i++; --j; k += 2;', 'counted the other way', 'assignment')).toEqual([
    'i--; --j; k += 2;',
    'i++; ++j; k += 2;',
    'i++; --j; k -= 2;',
  ]);
});

test.each([
  ['types', "type A = 'a' | 1; let a: Record<'b', 2>; function f<T extends 'c'>(b: 'd'): 3;"],
  ['imports', "import a from 'a'; export * from 'b'; import c = require('c');"],
  ['names of properties', "let { 'a': b } = c;"],
  ['the text of --help', 'const RUN_HELP = `Usage: a`;'],
  ['comments', '/** `a` || 1 */ // true'],
  ['directives', "'use strict';"],
])('%s stay as they are', (_, source) => {
  expect(findMutants('a.ts', source).map(mutatedText)).toEqual([]);
});

test('values are changed within what only says their type', () => {
  expect(mutants("x = ['a'] as const satisfies B;", 'empty text')).toEqual(["x = [''] as const satisfies B;"]);
});

test('elements of a page are changed as well', () => {
  const found = findMutants('a.tsx', 'const a = <b hidden={true}>{c}</b>;');
  expect(found.map(mutatedText)).toEqual(['const a = <b hidden={false}>{c}</b>;']);
});

test('every mutant has a name of its own, which says where it is', () => {
  const ids = findMutants('a/b.ts', 'f();\n  if (a && b) c();').map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('a/b.ts:2:7:and-for-or');
});

test('a difference is shown in whole lines, as a comparison', () => {
  const [mutant] = findMutants('a.ts', 'f(\n  1,\n);').filter(({ change }) => change.kind === 'one more');
  expect(mutant && shownDifference(mutant)).toBe('    - 1,\n    + 2,');
});

/** What a text becomes by changes of these kinds. */
function mutants(source: string, ...kinds: string[]): string[] {
  return findMutants('a.ts', source)
    .filter(({ change }) => kinds.includes(change.kind))
    .map(mutatedText);
}
