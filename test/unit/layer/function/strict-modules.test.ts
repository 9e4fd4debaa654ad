import { SourceMap } from 'node:module';
import { expect, test } from 'vitest';
import { answer, bundled, loaded } from './bundled-function.ts';

const SLOPPY =
  'module.exports = function () { made = 1; const all = (function () { return this === globalThis; })(); return [typeof made, all]; };';
const STRICT = `const frozen = Object.freeze({ a: 1 });
  export const isStrict = (function () { return this === undefined; })();
  export const change = () => { try { frozen.a = 2; return frozen.a; } catch (error) { return error.name; } };`;

test('ES modules are strict, and CommonJS modules beside them are not', async () => {
  const files = {
    'index.mjs': `import sloppy from './sloppy.cjs'; import { change, isStrict } from './strict.mjs';
      export const handler = () => [sloppy(), isStrict, change()];`,
    'sloppy.cjs': SLOPPY,
    'strict.mjs': STRICT,
  };
  expect(await answer(files)).toEqual([['number', true], true, 'TypeError']);
  const awaiting = { ...files, 'strict.mjs': `await 1; ${STRICT}` };
  expect(await answer(awaiting)).toEqual([['number', true], true, 'TypeError']);
});

test('a handler in CommonJS that asks for it is strict, and the packages that it requires are not', async () => {
  const handler = `const sloppy = require('./sloppy.cjs');
    exports.handler = () => [sloppy(), (function () { return this === undefined; })()];`;
  expect(await answer({ 'index.cjs': `'use strict';\n${handler}`, 'sloppy.cjs': SLOPPY })).toEqual([
    ['number', true],
    true,
  ]);
  expect(await answer({ 'index.cjs': handler, 'sloppy.cjs': SLOPPY })).toEqual([['number', true], false]);
});

test('what the settings of a type checker say does not make JavaScript strict', async () => {
  const files = {
    'index.cjs': `module.exports.handler = ${SLOPPY.slice('module.exports = '.length)}`,
    'tsconfig.json': '{"compilerOptions":{"strict":true,"alwaysStrict":true}}',
  };
  expect(await answer(files)).toEqual(['number', true]);
});

test('a module that is not strict and requires an ES module still gets it', async () => {
  const files = {
    'index.cjs': `made = require('./module.mjs').value; exports.handler = () => made;`,
    'module.mjs': 'export const value = 7;',
  };
  expect(await answer(files)).toBe(7);
});

test('the map still leads to each source', async () => {
  const bundle = await bundled({
    'index.mjs': `import sloppy from './sloppy.cjs';\nimport { strict } from './strict.mjs';\nexport const handler = () => [sloppy, strict];`,
    'sloppy.cjs': '\n\nmodule.exports = () => { throw new Error("sloppy"); };',
    'strict.mjs': '\nexport const strict = () => { throw new Error("strict"); };',
  });
  const map = new SourceMap(JSON.parse(bundle.map));
  const placeOf = (text: string): object => {
    const lines = bundle.script.split('\n');
    const line = lines.findIndex((each) => each.includes(text));
    return map.findEntry(line, lines[line]?.indexOf(text) ?? 0);
  };
  expect(placeOf('Error("sloppy")')).toMatchObject({ originalSource: 'sloppy.cjs', originalLine: 2 });
  expect(placeOf('Error("strict")')).toMatchObject({ originalSource: 'strict.mjs', originalLine: 1 });
});

test('an ES module that is found by a part of its name is loaded when it is asked for', async () => {
  const bundle = await bundled({
    'index.mjs': `import { load } from './load.cjs'; export const handler = (name) => load(name).then((m) => m.default);`,
    'load.cjs': `exports.load = (name) => import('./parts/' + name + '.mjs');`,
    'parts/a.mjs': 'export default (function () { return this === undefined; })();',
  });
  expect(await loaded(bundle, ({ handler }) => handler?.('a'))).toBeTypeOf('boolean');
});

test('text that looks like what esbuild writes does not end a module', async () => {
  const text = ['\\n});\\n', '\\n// strict.mjs\\n', '\\n"use strict";\\n']
    .map((each) => `\`${each.replaceAll('\\n', '\n')}\``)
    .join(',');
  const files = {
    'index.mjs': `import sloppy from './sloppy.cjs'; import { change, isStrict } from './strict.mjs';
      const text = [${text}]; export const handler = () => [sloppy(), isStrict, change(), text.length];`,
    'sloppy.cjs': `${SLOPPY} const text = [${text}];`,
    'strict.mjs': `${STRICT} export const text = [${text}]; globalThis.text = text;`,
  };
  expect(await answer(files)).toEqual([['number', true], true, 'TypeError', 3]);
});
