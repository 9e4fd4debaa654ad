import { expect, test } from 'vitest';
import { answer, bundled } from './bundled-function.ts';

const DECORATED = `const seen: string[] = [];
  const Mark: PropertyDecorator = (_target, key) => { seen.push(String(key)); };
  class Thing { @Mark first = 1; @(Mark) second = 2; }
  export const handler = (): unknown => [new Thing().first, seen];`;
// Without the setting they are those of JavaScript, which are given other things.
const AS_TYPESCRIPT = [1, ['first', 'second']];

test('settings may have comments and commas at the end', async () => {
  const files = {
    'index.ts': DECORATED,
    'tsconfig.json': `{
      // "experimentalDecorators": false,
      "compilerOptions": { /* as in NestJS */ 'experimentalDecorators': true, "strict": true, },
    }`.replaceAll("'", '"'),
  };
  expect(await answer(files)).toEqual(AS_TYPESCRIPT);
});

test('settings in a comment are none', async () => {
  const files = {
    'index.ts': `${DECORATED.replaceAll(/@\(?Mark\)?/g, '')} // @Mark() class`,
    'tsconfig.json': `{ /* "emitDecoratorMetadata": true, */ "compilerOptions": {} }`,
  };
  expect(await answer(files)).toEqual([1, []]);
});

test('who extends several files, also of packages, takes the last that says something', async () => {
  const files = {
    'src/index.ts': DECORATED,
    'tsconfig.json': '{ "extends": ["@company/settings", "./config/base", "settings/strict.json"] }',
    'config/base.json': '{ "compilerOptions": { "experimentalDecorators": true, }, }',
    'node_modules/@company/settings/tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": false } }',
    'node_modules/settings/strict.json': '{ "compilerOptions": { "strict": true } }',
  };
  expect(await answer(files)).toEqual(AS_TYPESCRIPT);
});

test('paths are relative to the file that names them, or to the one that extends it', async () => {
  const files = {
    'app/src/index.ts': `import a from '@shared/a'; import b from '@own/b'; import c from 'exact';
      export const handler = (): unknown => [a, b, c];`,
    'app/tsconfig.json': '{ "extends": "../config/base.json" }',
    'app/own/b.ts': `export default 'own';`,
    'config/base.json': `{ "compilerOptions": { "paths": {
      "@shared/*": ["./none/*", "../shared/*"], "@own/*": ["\${configDir}/own/*"], "exact": ["../shared/c.ts"] } } }`,
    'shared/a.ts': `export default 'shared';`,
    'shared/c.ts': `export default 'exact';`,
  };
  expect(await answer(files)).toEqual(['shared', 'own', 'exact']);
});

test('a module that asks for its place is written in the same language as the others', async () => {
  const files = {
    'index.tsx': `export const handler = (): unknown => [<a href="b" />, typeof import.meta.url, inner()]; import { inner } from './inner';`,
    'inner.tsx': 'export const inner = (): unknown => <b />;',
    'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "own-jsx" } }',
    'node_modules/own-jsx/jsx-runtime.js': 'exports.jsx = (name, given) => [name, given];',
  };
  expect(await answer(files)).toEqual([['a', { href: 'b' }], 'string', ['b', {}]]);
});

test('settings that are not there are told in one line', async () => {
  const files = { 'index.ts': 'export const handler = 1;', 'tsconfig.json': '{ "extends": "./none.json" }' };
  await expect(bundled(files)).rejects.toThrow(/tsconfig\.json: File '\.\/none\.json' not found\.$/);
});

test('only decorators need a compiler that knows their types', async () => {
  const files = {
    'index.ts': `// write to team@company.test, or @Inject() it
      const text = \`@Injectable() class\`; export const handler = (): string => text;`,
    'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
  };
  expect(await answer(files)).toBe('@Injectable() class');
  const called = {
    ...files,
    'index.ts': 'const Mark = (): void => {}; @Mark class A {} export const handler = (): unknown => A;',
  };
  await expect(bundled(called)).rejects.toThrow('install typescript 5 or 6 in the project');
});
