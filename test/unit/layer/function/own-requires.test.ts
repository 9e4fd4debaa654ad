import { expect, test } from 'vitest';
import { answer, bundled, loaded } from './bundled-function.ts';

const LIBRARY = {
  'node_modules/library/package.json': '{"name":"library","version":"1.2.3"}',
  'node_modules/library/index.js': 'module.exports = () => "library";',
};

test.each([
  ['require', ''],
  ['load', ''],
  ['require$1', 'await 1;'],
])('what %s of createRequire() loads is bundled', async (name, before) => {
  const files = {
    'index.mjs': `import { createRequire } from 'node:module'; ${before}
      const ${name} = createRequire(import.meta.url);
      const library = ${name}('library'); const { version } = ${name}("library/package.json");
      export const handler = () => [library(), version, ${name}('./own.cjs'), typeof ${name}.resolve];`,
    'own.cjs': 'module.exports = "own";',
    ...LIBRARY,
  };
  expect(await answer(files)).toEqual(['library', '1.2.3', 'own', 'function']);
});

test('what an alias of require loads by a name that begins in the source is bundled', async () => {
  const files = {
    'index.mjs': `import language from 'library'; export const handler = language;`,
    'node_modules/library/index.js': `module.exports = (name) => {
        const aliased = require;
        try { return aliased('./locale/' + name); } catch (error) { return error.code; }
      };`,
    'node_modules/library/locale/de.js': 'module.exports = "deutsch";',
    'node_modules/library/locale/fr.json': '{"name":"français"}',
  };
  const bundle = await bundled(files);
  const names = ['de', 'de.js', 'fr', 'pl'];
  expect(await loaded(bundle, ({ handler }) => names.map((name) => handler?.(name)))).toEqual([
    'deutsch',
    'deutsch',
    { name: 'français' },
    'MODULE_NOT_FOUND',
  ]);
});

test('what a package can work with, and requires by name, is bundled where it is installed', async () => {
  const files = {
    'index.mjs': `import database from 'database'; import driver from 'driver'; export const handler = (name) => {
        try { return database(name) === driver; } catch (error) { return error.code; }
      };`,
    'node_modules/database/package.json': JSON.stringify({
      name: 'database',
      peerDependencies: { driver: '*' },
      peerDependenciesMeta: { 'other-driver': { optional: true } },
    }),
    'node_modules/database/index.js': 'module.exports = (name) => require(name);',
    'node_modules/driver/index.js': 'module.exports = {};',
  };
  const bundle = await bundled(files);
  expect(await loaded(bundle, ({ handler }) => [handler?.('driver'), handler?.('other-driver')])).toEqual([
    true,
    'MODULE_NOT_FOUND',
  ]);
});

test('what is required or resolved by a name of the event is looked for from the place of the module', async () => {
  const bundle = await bundled({
    'src/index.cjs': `exports.handler = (name) => {
        try { return [require(name), require.resolve('./none.js')]; } catch ({ message }) { return message; }
      };`,
  });
  await loaded(bundle, ({ handler }, folder) => {
    expect(handler?.('./none.cjs')).toContain(
      `Cannot find module './none.cjs'\nRequire stack:\n- ${folder}/src/index.cjs`,
    );
    expect(handler?.('node:path')).toContain("Cannot find module './none.js'");
  });
});

test('a parameter called require is left alone', async () => {
  const files = {
    'index.cjs': `const define = (factory) => factory((name) => name + '!');
      exports.handler = (event) => define(function (require) { return require(event); });`,
  };
  expect(await answer(files, 'a')).toBe('a!');
});

test('text that looks like require stays as it is', async () => {
  const files = {
    'index.cjs': `const load = require; const lines = ['Cannot require(esm) here', \`require.resolve(\${1}) load('x')\`, /require(esm)/.source];
      class Loader { require(name) { return this.load(name); } load(name) { return name; } }
      exports.handler = () => [...lines, new Loader().require('a'), { require }.require === undefined, typeof load.resolve];`,
  };
  expect(await answer(files)).toEqual([
    'Cannot require(esm) here',
    "require.resolve(1) load('x')",
    'require(esm)',
    'a',
    false,
    'function',
  ]);
});

test.each([
  ['createRequire as make', 'make(import.meta.url)'],
  ['createRequire', 'createRequire(import.meta.filename)'],
  ['createRequire', 'createRequire(new URL(import.meta.url))'],
  ['createRequire', 'createRequire(fileURLToPath(import.meta.url))'],
  ['createRequire', 'createRequire(typeof __filename === "string" ? __filename : import.meta.url)'],
  ['createRequire', "createRequire(import.meta.dirname + '/')"],
  ['createRequire', 'createRequire(here)'],
])('what { %s } makes by %s is bundled', async (imported, made) => {
  const files = {
    'index.mjs': `import { ${imported} } from 'node:module'; import { fileURLToPath } from 'node:url'; const here = import.meta.url;
      export const load = ${made}; export const handler = () => [load('./own.cjs'), ${made}('./own.cjs'), fileURLToPath !== here];`,
    'own.cjs': 'module.exports = "own";',
  };
  expect(await answer(files)).toEqual(['own', 'own', true]);
});

test('what is made for another place is looked for from there', async () => {
  const files = {
    'index.mjs': `import { createRequire } from 'node:module'; const require = createRequire('/nowhere/');
      export const handler = () => { try { return require('./own.cjs'); } catch (error) { return error.requireStack; } };`,
    'own.cjs': 'module.exports = "own";',
  };
  expect(await answer(files)).toEqual(['/nowhere/noop.js']);
});

test('a require that is exported keeps its name', async () => {
  const files = {
    'index.mjs': `import { require, other, inner } from './own.mjs'; export const handler = () => [typeof require.resolve, other, inner];`,
    'own.mjs': `import { createRequire } from 'node:module';
      export const require = createRequire(import.meta.url), other = 1; export const inner = require('./own.cjs');`,
    'own.cjs': 'module.exports = "own";',
  };
  expect(await answer(files)).toEqual(['function', 1, 'own']);
});

test('a name that is put together is followed by all files that fit, and one that is missing fails as ever', async () => {
  const files = {
    'index.cjs': `exports.handler = (name) => {
        try { return [require('./parts/' + name + '.js'), require(\`./parts/\${name}\`)]; } catch ({ code, requireStack }) { return [code, requireStack.length]; }
      };`,
    'parts/a.js': 'module.exports = "a";',
    'parts/b.txt': '',
  };
  const bundle = await bundled(files);
  expect(await loaded(bundle, ({ handler }) => [handler?.('a'), handler?.('none')])).toEqual([
    ['a', 'a'],
    ['MODULE_NOT_FOUND', expect.any(Number)],
  ]);
});
