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
