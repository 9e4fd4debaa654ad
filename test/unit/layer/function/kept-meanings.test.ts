import { expect, test } from 'vitest';
import { bundled } from './bundled-function.ts';
import { type Files, type Outcome, outcomes } from './plain-and-built.ts';

/** What the function does as it is; bundled, it does the same. */
async function same(files: Files): Promise<Outcome> {
  const { plain, built } = await outcomes([files]);
  expect(built).toEqual(plain);
  return plain[0] ?? {};
}

const COMMONJS_NAMES = '[typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname]';

test('an ES module has none of the names of CommonJS, in whatever way it asks for them', async () => {
  const files = {
    'index.mjs': `import { inner } from './inner.mjs'; import { packaged } from 'packaged';
      const caught = (ask) => { try { return String(ask()); } catch (error) { return String(error); } };
      export const handler = () => [${COMMONJS_NAMES}, inner(), packaged(),
        caught(() => require('node:path')), caught(() => module.exports), caught(() => __dirname), caught(() => ({ exports })),
        caught(() => { exports = 1; }), caught(() => require.resolve('x'))];`,
    'inner.mjs': `export const inner = () => ${COMMONJS_NAMES};`,
    'node_modules/packaged/package.json': '{"name":"packaged","type":"module","exports":"./index.js"}',
    'node_modules/packaged/index.js': `export const packaged = () => ${COMMONJS_NAMES};`,
  };
  const none = Array.from({ length: 5 }, () => 'undefined');
  const { answer } = await same(files);
  expect(answer).toEqual([none, none, none, ...(answer as unknown[]).slice(3)]);
  expect((answer as unknown[])[3]).toBe('ReferenceError: require is not defined');
});

test('a global that somebody makes of such a name is found', async () => {
  const files = {
    'index.mjs': `import { createRequire } from 'node:module'; import './sets.mjs';
      export const handler = () => [typeof require, require('node:path').basename('/a/b'), typeof module];`,
    'sets.mjs': `import { createRequire } from 'node:module'; globalThis.require = createRequire(import.meta.url);`,
  };
  expect(await same(files)).toEqual({ answer: ['function', 'b', 'undefined'] });
});

test('import.meta is whole, and each module has its own', async () => {
  const files = {
    'src/index.mjs': `import { other } from './other.mjs'; import.meta.mine = 1;
      const { url, ...rest } = import.meta;
      export const handler = () => [url, rest, import.meta === import.meta, import.meta === other, other.mine, import.meta.mine,
        import.meta.main, import.meta.none, import.meta.env?.MODE, typeof import.meta.resolve, Object.keys(import.meta),
        Object.getPrototypeOf(import.meta), import.meta.resolve('./x.mjs'), import.meta.resolve('fs'), import.meta.resolve('https://a/b'),
        (() => { try { return import.meta.resolve('not-installed'); } catch ({ code }) { return code; } })()];`,
    'src/other.mjs': 'export const other = import.meta;',
  };
  expect((await same(files)).answer).toContain('file://<folder>/src/x.mjs');
});

test('what is imported without a name is run, also where its package says that it may be left out', async () => {
  const files = {
    'index.mjs': `import 'effect'; import  {  }  from 'effect/second.js'; export const handler = () => globalThis.effects;`,
    'node_modules/effect/package.json': '{"name":"effect","type":"module","sideEffects":false,"main":"./index.js"}',
    'node_modules/effect/index.js': `import './inner.js'; (globalThis.effects ??= []).push('index');`,
    'node_modules/effect/inner.js': `(globalThis.effects ??= []).push('inner');`,
    'node_modules/effect/second.js': `(globalThis.effects ??= []).push('second'); export const unused = 1;`,
  };
  expect(await same(files)).toEqual({ answer: ['inner', 'index', 'second'] });
});

test.each(['class Late {}', 'const Late = 1;', 'let Late = 1;', "const { Late } = { Late: 'x' };"])(
  'modules that import each other find out that %j comes too late',
  async (declaration) => {
    const { answer } = await same({
      'index.mjs': `import { before, Late } from './second.mjs'; export const handler = () => [before, typeof Late];`,
      'first.mjs': `import { Late } from './second.mjs'; export var old = 1;
        const asked = () => { try { return typeof Late; } catch (error) { return String(error); } };
        export const early = asked();`,
      'second.mjs': `import { early } from './first.mjs'; export const before = early; ${declaration} export { Late };`,
    });
    expect(answer).toContain("ReferenceError: Cannot access 'Late' before initialization");
  },
);

test('a variable of the old kind is undefined until then, and what is exported by default comes too late', async () => {
  const files = {
    'index.mjs': `import { seen } from './second.mjs'; import value from './second.mjs'; export const handler = () => [seen, value];`,
    'first.mjs': `import value, { old, hoisted } from './second.mjs';
      const caught = (ask) => { try { return String(ask()); } catch ({ name }) { return name; } };
      export const seen = [caught(() => value), caught(() => old), hoisted()];`,
    'second.mjs': `import { seen as all } from './first.mjs'; export const seen = all; export var old = 1;
      export function hoisted() { return 'hoisted'; } export default 1 + 1;`,
  };
  expect(await same(files)).toEqual({ answer: [['ReferenceError', 'undefined', 'hoisted'], 2] });
});

test('modules of the project that import each other and are loaded late are told of', async () => {
  const { warnings } = await bundled({
    'index.mjs': `export const handler = () => import('./first.mjs');`,
    'first.mjs': `import { second } from './second.mjs'; export const first = () => second;`,
    'second.mjs': `import { first } from './first.mjs'; export const second = () => first;`,
  });
  expect(warnings).toEqual([
    expect.stringMatching(/^second\.mjs, first\.mjs: imported in a circle, and loaded by import\(\)/),
  ]);
});

test('modules of both formats, built-in ones among them, run in the order of their imports', async () => {
  const step = (name: string): string => `(globalThis.steps ??= []).push('${name}');`;
  const files = {
    'index.mjs': `import './a.mjs'; import './b.cjs'; import 'node:fs'; import c from './c.mjs'; import './d.cjs'; import { e } from 'e';
      ${step('index')} export const handler = () => [globalThis.steps, c, e];`,
    'a.mjs': `import './a.cjs'; ${step('a')}`,
    'a.cjs': `require('./b.cjs'); ${step('a.cjs')}`,
    'b.cjs': step('b'),
    'c.mjs': `import './d.cjs'; ${step('c')} export default 'c';`,
    'd.cjs': step('d'),
    'node_modules/e/package.json': '{"name":"e","type":"module","exports":"./e.js","sideEffects":false}',
    'node_modules/e/e.js': `import './f.js'; ${step('e')} export const e = 'e';`,
    'node_modules/e/f.js': step('f'),
  };
  const { answer } = await same(files);
  expect((answer as unknown[])[0]).toEqual(['b', 'a.cjs', 'a', 'd', 'c', 'f', 'e', 'index']);
});

test('tools may put others in the place of exports, whatever the format of the handler', async () => {
  const { script } = await bundled({
    'index.mjs': 'export const handler = () => 1; export const other = () => handler();',
  });
  const loaded = { exports: {} as Record<string, () => unknown>, path: '/' };
  new Function('module', 'exports', 'require', script)(loaded, loaded.exports, () => undefined);
  const { exports } = loaded;
  expect(Object.getOwnPropertyDescriptor(exports, 'handler')).toMatchObject({
    configurable: true,
    enumerable: true,
  });
  Object.defineProperty(exports, 'handler', { value: () => 2 });
  exports.other = () => 3;
  expect([exports.handler?.(), exports.other()]).toEqual([2, 3]);
});

test('a CommonJS module knows of itself what it knows unbundled', async () => {
  const files = {
    'src/index.cjs': `const { whole } = require('./lib/whole.cjs'); const { parent } = require('./lib/parent.cjs');
      exports.handler = () => [whole(), parent(), require.main === module, typeof module, arguments.length,
        __filename === arguments[3], this === exports, module.filename.endsWith(module.exports === exports ? '' : '?')];`,
    'src/lib/whole.cjs': `const own = module; const loaded = this;
      exports.whole = () => [own.id, own.filename, own.path, own.paths.includes(__dirname + '/node_modules'), own.loaded,
        own.constructor === require('node:module'), own.require('./other.cjs'), module.require('./other.cjs'),
        module.parent.filename, require.main === own, loaded === exports, arguments.length, arguments[4], arguments[2] === own,
        typeof arguments[1], new.target, Array.isArray(own.children)];`,
    'src/lib/parent.cjs': `if (!module.parent) throw new Error('it would be the program itself');
      exports.parent = () => [module.parent.id, module.id, module.path, typeof module.hot];`,
    'src/lib/other.cjs': `exports = module.exports = { other: 1 }; exports.more = 2; return; exports.never = 3;`,
  };
  // Where it lies is no part of it, and \`own.require\` cannot be followed into the bundle.
  const bundle = {
    ...files,
    'src/lib/whole.cjs': files['src/lib/whole.cjs'].replace("own.require('./other.cjs')", '1'),
  };
  const { answer, error } = await same(bundle);
  expect(error).toBe(undefined);
  expect((answer as unknown[][])[0]?.[8]).toBe('<folder>/src/index.cjs');
});

test('a CommonJS module has what every object has', async () => {
  const files = {
    'index.cjs': `const { parts } = require('./parts.cjs'); exports.handler = () => [parts, typeof module.toString];`,
    // As packages of the time before bundlers ask whether they are loaded by Node.js.
    'parts.cjs': `if (typeof module !== 'undefined' && module.hasOwnProperty('exports')) module.exports = {
      parts: [module.constructor.name, typeof module.valueOf, module.propertyIsEnumerable('id'), 'toString' in module] };`,
  };
  expect(await same(files)).toEqual({ answer: [['Module', 'function', true, true], 'function'] });
});

test('a CommonJS module that an ES module imports has no parent', async () => {
  const files = {
    'index.mjs': `import parent from './parent.cjs'; export const handler = () => parent;`,
    'parent.cjs': 'module.exports = [typeof module.parent, Boolean(module.parent)];',
  };
  expect(await same(files)).toEqual({ answer: ['undefined', false] });
});

test('names of CommonJS that a module puts others in the place of are its own', async () => {
  const files = {
    'index.cjs': `const first = require('./first.cjs'); exports.handler = () => [first, require('./second.cjs'), typeof __dirname];`,
    'first.cjs': `require = (name) => 'own ' + name; module.exports = [require('./second.cjs'), typeof require];`,
    'second.cjs': `__dirname = 'other'; exports = { lost: 1 }; module.exports.found = __dirname;`,
  };
  expect(await same(files)).toEqual({ answer: [['own ./second.cjs', 'function'], { found: 'other' }, 'string'] });
});

test('classes and functions keep their names, also where they have none or one of their own', async () => {
  const files = {
    'index.mjs': `import Default from './anonymous.mjs'; import { all as others } from './other.mjs';
      class Thing {} class Static { static name = 'mine'; } class Method { static name() { return 'method'; } }
      class Getter { static get name() { return 'got'; } }
      const arrow = () => {}, key = 'computed'; let late; late ??= () => {}; const { picked = () => {} } = {};
      const object = { method() {}, [key]: () => {}, ['a' + 1]: class {}, get got() { return 1; } };
      const again = arrow; const bound = arrow.bind();
      const made = (() => () => {})(), chosen = true ? (() => {}) : null, first = [() => {}][0], { given } = { given: (() => class {})() };
      export const all = [made, chosen, first, given, Thing, Static, Getter, arrow, late, picked, object.method, object.computed, object.a1, again, bound, Default, function () {}, class {}];
      export const handler = () => [all.map(({ name }) => name), Method.name(), others(), (() => {}).name,
        new Thing().constructor.name, Object.getOwnPropertyDescriptor(object, 'got').get.name, handler.name];`,
    'anonymous.mjs': 'export default class { static own = this.name; }',
    'other.mjs': `class Thing {} const arrow = () => {}; class Method extends Thing {} let late = function () {};
      export const all = () => [Thing, arrow, Method, late].map(({ name }) => name);`,
  };
  expect((await same(files)).error).toBe(undefined);
});

test('stacks name the functions that the source names', async () => {
  const files = {
    'index.mjs': `import { fails } from './fails.mjs'; function inner() { return fails(); }
      class Thing { method() { return inner(); } }
      const named = (error) => error.stack.split('\\n').slice(1, 5).map((line) => /at (?:async )?(\\S+)/.exec(line)?.[1]);
      export const handler = () => { try { new Thing().method(); } catch (error) { return named(error); } };`,
    'fails.mjs': `const inner = () => { throw new Error('no'); }; export function fails() { return inner(); }`,
  };
  expect(await same(files)).toEqual({ answer: ['inner', 'fails', 'inner', 'Thing.method'] });
});

test('JSON is the same by import and by require, with keys that mean something elsewhere', async () => {
  const files = {
    'index.mjs': `import data, * as all from './data.json' with { type: 'json' }; import required from './required.cjs';
      export const handler = () => [Object.keys(all), Object.keys(data), Object.keys(required), data.require, Object.getPrototypeOf(data) === Object.prototype];`,
    'required.cjs': `module.exports = require('./data.json');`,
    'data.json': '{"__proto__":{"a":1},"default":2,"require":"require(\\"x\\")","constructor":3}',
  };
  expect((await same(files)).error).toBe(undefined);
});

test('who counts on the cache of require is told of: a module of the project, or a package once', async () => {
  const packaged = 'exports.forget = (name) => delete require.cache[name];';
  const { warnings } = await bundled({
    'index.cjs': `exports.handler = () => require('library');\nexports.forget = (name) => delete require.cache[name];`,
    'node_modules/library/index.js': `require('./other.js'); ${packaged}`,
    'node_modules/library/other.js': packaged,
  });
  const told = 'require.cache knows no module that is in the bundle';
  expect(warnings.toSorted()).toEqual([
    expect.stringMatching(/index\.cjs:2: /),
    `library: ${told}: leave it as it is with --external library`,
  ]);
  expect(warnings.every((line) => line.includes(told))).toBe(true);
});
