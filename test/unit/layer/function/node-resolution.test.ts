import { expect, test } from 'vitest';
import { answer, bundled } from './bundled-function.ts';

const TWO_FORMS = {
  'node_modules/two/package.json': '{"name":"two","main":"main.js","module":"module.mjs"}',
  'node_modules/two/main.js': 'module.exports = () => "main";',
  'node_modules/two/module.mjs': 'export default () => "module";',
};

test('of a package that has ES modules for bundlers, what Node.js loads is taken, by import and by require', async () => {
  const files = {
    'index.mjs': `import two from 'two'; import other from './other.cjs'; export const handler = () => [two(), other()];`,
    'other.cjs': `module.exports = require('two');`,
    ...TWO_FORMS,
  };
  expect(await answer(files)).toEqual(['main', 'main']);
});

test('of the AWS SDK the ES modules are taken, also by require and for its subpaths, and what nobody uses is left out', async () => {
  const exports = {
    '.': { module: './es/index.js', node: './cjs/index.js' },
    './more': { module: './es/more.js', node: './cjs/more.js' },
  };
  const { script } = await bundled({
    'index.cjs': `const { used } = require('@smithy/core'); const more = require('@smithy/core/more');
      const { client } = require('@aws-sdk/client'); exports.handler = () => [used, more, client];`,
    'node_modules/@smithy/core/package.json': JSON.stringify({ name: '@smithy/core', sideEffects: false, exports }),
    'node_modules/@smithy/core/es/index.js': `export const used = 'es'; export { unused } from './unused.js';`,
    'node_modules/@smithy/core/es/unused.js': `export const unused = 'unused';`,
    'node_modules/@smithy/core/es/more.js': `export const more = 'more es';`,
    'node_modules/@smithy/core/cjs/index.js': `exports.used = 'cjs';`,
    'node_modules/@smithy/core/cjs/more.js': `exports.more = 'more cjs';`,
    'node_modules/@aws-sdk/client/package.json':
      '{"name":"@aws-sdk/client","main":"./cjs.js","module":"./es.js","sideEffects":false}',
    'node_modules/@aws-sdk/client/cjs.js': `exports.client = 'client cjs';`,
    'node_modules/@aws-sdk/client/es.js': `export const client = 'client es';`,
  });
  expect(script).toContain('more es');
  expect(script).toContain('client es');
  expect(script).not.toContain('cjs"');
});

test.each([
  ['nothing', {}],
  ['a list', { sideEffects: ['./es/effect.js'] }],
])(
  'of a package of the AWS SDK that says %s of its side effects, the ES module is taken whole',
  async (_what, said) => {
    const { script } = await bundled({
      'index.mjs': `import { used } from '@aws-sdk/lib'; export const handler = () => used;`,
      'node_modules/@aws-sdk/lib/package.json': JSON.stringify({ main: './cjs.js', module: './es/index.js', ...said }),
      'node_modules/@aws-sdk/lib/cjs.js': `exports.used = 'cjs';`,
      'node_modules/@aws-sdk/lib/es/index.js': `import './effect.js'; export const used = 'es';`,
      'node_modules/@aws-sdk/lib/es/effect.js': `globalThis.effect = 'has run';`,
    });
    expect(script).toContain('has run');
    expect(script).not.toContain('cjs"');
  },
);

test('a package may ask late for another one that is not installed, and is told so when it asks', async () => {
  const files = {
    'index.mjs': `import lazy from 'lazy'; export const handler = (name) => lazy(name);`,
    'node_modules/lazy/package.json': '{"name":"lazy"}',
    'node_modules/lazy/index.js': `const drivers = { none: () => require('none'), sub: () => require('none/sub') };
      module.exports = async (name) => {
        try { return drivers[name](); } catch (error) { return error.code; }
      };
      exports.late = () => import('none');`,
  };
  expect(await answer(files, 'none')).toBe('MODULE_NOT_FOUND');
  expect(await answer(files, 'sub')).toBe('MODULE_NOT_FOUND');
});

test('a package that is not installed is also told where a module awaits at its top', async () => {
  const files = {
    'index.mjs': `import lazy from 'lazy'; await 1; export const handler = () => lazy();`,
    'node_modules/lazy/index.js': `module.exports = () => { try { return require('none'); } catch (error) { return error.code; } };`,
  };
  expect(await answer(files)).toBe('MODULE_NOT_FOUND');
});

test('a module of the function is found by its path from the task root, after packages', async () => {
  const files = {
    'src/orders.js': "exports.handler = () => [require('shared/util'), require('package')];",
    'shared/util.js': "module.exports = 'shared';",
    'package/index.js': "module.exports = 'folder';",
    'node_modules/package/index.js': "module.exports = 'package';",
  };
  expect(await answer(files)).toEqual(['shared', 'package']);
});

test('stacks name the files of packages, not what these were made of', async () => {
  const map = JSON.stringify({ version: 3, sources: ['src/fails.ts'], names: [], mappings: 'AAAA' });
  const { map: written } = await bundled({
    'index.mjs': `import fails from 'fails'; export const handler = fails;`,
    'node_modules/fails/index.js':
      'module.exports = () => { throw new Error("no"); };\n//# sourceMappingURL=index.js.map',
    'node_modules/fails/index.js.map': map,
  });
  expect(JSON.parse(written).sources).toContain('node_modules/fails/index.js');
});
