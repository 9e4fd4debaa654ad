import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tracedFiles } from '../../../../layer/function/bundle/traced-files.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { answer, bundled, loaded } from './bundled-function.ts';

test('modules of every format and TypeScript become one file', async () => {
  const bundle = await bundled({
    'index.ts': `import { a } from './a.mjs'; import b from './b.cjs'; import c from './c.json' with { type: 'json' };
      export const handler = (event: { n: number }): number[] => [a, b.b, c.c, event.n];`,
    'a.mjs': 'export const a = 1;',
    'b.cjs': 'exports.b = 2;',
    'c.json': '{"c":3}',
  });
  expect(await loaded(bundle, ({ handler }) => handler?.({ n: 4 }))).toEqual([1, 2, 3, 4]);
});

test('what nobody uses is left out', async () => {
  const { script } = await bundled({
    'index.mjs': `import { used } from './library.mjs'; export const handler = () => used;`,
    'library.mjs': `export const used = 'this is used'; export const unused = 'this is not';`,
  });
  expect(script).toContain('this is used');
  expect(script).not.toContain('this is not');
});

test('the names of classes and functions stay', async () => {
  const bundle = await bundled({
    'index.mjs': `import { Thing as Other } from './other.mjs'; class Thing {}
      export const handler = () => [new Thing().constructor.name, new Other().constructor.name, handler.name];`,
    'other.mjs': 'export class Thing {}',
  });
  expect(await loaded(bundle, ({ handler }) => handler?.())).toEqual(['Thing', 'Thing', 'handler']);
});

test('each module finds its own place below the folder of the function', async () => {
  const bundle = await bundled({
    'src/index.mjs': `import own from './lib/own.cjs';
      export const handler = () => [import.meta.url, import.meta.filename, import.meta.dirname, ...own()];`,
    'src/lib/own.cjs': 'module.exports = () => [__filename, __dirname];',
  });
  await loaded(bundle, ({ handler }, folder) =>
    expect(handler?.()).toEqual([
      `file://${folder}/src/index.mjs`,
      `${folder}/src/index.mjs`,
      `${folder}/src`,
      `${folder}/src/lib/own.cjs`,
      `${folder}/src/lib`,
    ]),
  );
});

test('a module that awaits at its top exports a promise, and handlers that wait for it', async () => {
  const bundle = await bundled({
    'index.mjs': `import { basename } from 'node:path'; import { late } from './late.mjs';
      export const handler = async () => [late, basename('/a/b')]; export default 1;`,
    'late.mjs': 'export const late = await Promise.resolve(7);',
  });
  await loaded(bundle, async (exports) => {
    expect(await exports.handler?.()).toEqual([7, 'b']);
    expect(Object.keys(await (exports as unknown as Promise<object>))).toEqual(['default', 'handler']);
  });
});

test('the map leads to the sources, and says nothing of this machine', async () => {
  const files = { 'src/index.ts': '\n\nexport const handler = (): never => {\n  throw new Error("here");\n};\n' };
  const bundle = await bundled(files);
  const map = new SourceMap(JSON.parse(bundle.map));
  const lines = bundle.script.split('\n');
  const line = lines.findIndex((each) => each.includes('Error("here")'));
  const entry = map.findEntry(line, lines[line]?.indexOf('Error(') ?? 0);
  expect(entry).toMatchObject({ originalSource: 'src/index.ts', originalLine: 3 });
  expect(bundle.map).not.toContain('/tmp');
  expect(bundle.script).toMatch(/\/\/# sourceMappingURL=index\.js\.map\n?$/);
});

test('the map leads through what modules are rewritten to, and through their own maps', async () => {
  const map = JSON.stringify({ version: 3, sources: ['made-of.ts'], names: [], mappings: 'AAAA;AACA;AACA' });
  const bundle = await bundled({
    'src/index.ts': `import { made } from './made.js';\nconst here: string = import.meta.url; const text = \`\n\`;\nexport const handler = (): never => {\n  throw new Error("here" + here + text + made);\n};\n`,
    'src/made.js': `export const where = [import.meta.url];\nexport const made =\n  () => Error("made" + where);\n//# sourceMappingURL=made.js.map\n`,
    'src/made.js.map': map,
  });
  const lines = bundle.script.split('\n');
  const placeOf = (text: string): object => {
    const line = lines.findIndex((each) => each.includes(text));
    return new SourceMap(JSON.parse(bundle.map)).findEntry(line, lines[line]?.indexOf(text) ?? 0);
  };
  expect(placeOf('"here"')).toMatchObject({ originalSource: 'src/index.ts', originalLine: 4 });
  expect(placeOf('"made"')).toMatchObject({ originalSource: 'src/made-of.ts', originalLine: 2 });
});

test('a module that awaits at its top may call its variables as it likes', async () => {
  const files = {
    'index.mjs': `const all = await 1, ready = 2, m = 3, loaded = 4; export const handler = () => [all, ready, m, loaded];`,
  };
  expect(await answer(files)).toEqual([1, 2, 3, 4]);
});

test('a handler that begins with a hashbang is bundled', async () => {
  const body = 'exports.handler = () => __filename.length > 0;';
  expect(await answer({ 'index.cjs': `#!/usr/bin/env node\n${body}` })).toBe(true);
});

test('built-in modules that an invocation needs are loaded at the end', async () => {
  const { script } = await bundled({ 'index.mjs': 'export const handler = () => 1;' }, { builtins: ['https', 'tls'] });
  expect(script).toMatch(/require\("https"\);require\("tls"\);\s*\/\/# source/);
});

test.each([
  ['export const handler = ;', 'index.mjs:1:23: Unexpected ";"'],
  ['import.meta.url; export const handler = ;', 'index.mjs:1:40: Unexpected ";"'],
  ["import './none.mjs';", 'Could not resolve "./none.mjs"'],
  [
    "import 'some-package';",
    'Could not resolve "some-package": install it, or leave it out of the bundle with --external some-package',
  ],
  ["await 1; import 'some-package';", 'Could not resolve "some-package"'],
])('the fault of %j is told in one line', async (source, line) => {
  const complaint = await bundled({ 'index.mjs': source }).catch((error: Error) => error.message);
  expect(complaint).toContain(line);
  expect(complaint).not.toContain('\n');
});

test('what modules read from beside them is found, and what is only bundled is not', async () => {
  await using source = await temporaryFolder({
    'index.mjs': `import { readFileSync } from 'node:fs'; import { join } from 'node:path'; import './own.cjs';
      readFileSync(join(import.meta.dirname, 'a.txt')); readFileSync(new URL('./b.txt', import.meta.url));
      new URL('./worker.mjs', import.meta.url);`,
    'own.cjs': `require('node:fs').readFileSync(__dirname + '/c.txt');`,
    'worker.mjs': `import './helper.mjs';`,
    'helper.mjs': '',
    'a.txt': '',
    'b.txt': '',
    'c.txt': '',
    'd.txt': '',
  });
  const { files, addons, external } = await tracedFiles(join(source.path, 'index.mjs'), source.path, []);
  const names = files.map((file) => file.slice(source.path.length + 1)).toSorted();
  expect(names).toEqual(['a.txt', 'b.txt', 'c.txt', 'helper.mjs', 'worker.mjs']);
  expect({ addons, external }).toEqual({ addons: [], external: [] });
});

test('a package with a native addon stays outside, with all that it needs', async () => {
  await using source = await temporaryFolder({
    'index.mjs': `import addon from 'addon'; export const handler = () => addon;`,
    'node_modules/addon/package.json': '{"name":"addon","main":"main.js"}',
    'node_modules/addon/main.js': `require('helper'); module.exports = require('./build/addon.node');`,
    'node_modules/addon/build/addon.node': '',
    'node_modules/helper/package.json': '{"name":"helper"}',
    'node_modules/helper/index.js': '',
  });
  const { files, addons, external } = await tracedFiles(join(source.path, 'index.mjs'), source.path, []);
  const names = files.map((file) => file.slice(`${source.path}/node_modules/`.length)).toSorted();
  expect(names).toEqual([
    'addon/build/addon.node',
    'addon/main.js',
    'addon/package.json',
    'helper/index.js',
    'helper/package.json',
  ]);
  expect(external).toEqual(['addon']);
  expect(addons).toHaveLength(1);
});
