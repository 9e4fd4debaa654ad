import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Files, outcomes } from './plain-and-built.ts';

// What looks like code to whoever does not parse it.
const TRAPS = [
  'Cannot require(esm) here',
  "require('./none.cjs')",
  'require("./" + name)',
  "require.resolve('none')",
  'const load = require;',
  "const require = createRequire(import.meta.url); require('none');",
  'import.meta.url',
  'import.meta',
  "import('none')",
  '__dirname',
  '__filename + module.filename',
  'module.exports = { require }',
  '//# sourceMappingURL=none.js.map',
  '/*# sourceMappingURL=none.css.map */',
  '\n});\n',
  '\n"use strict";\n',
  '\n// helper.cjs\n',
  '\n// index.mjs\nvar require_helper = __commonJS({\n',
  'Promise.resolve().then(()=>__toESM(require("none")))',
  'Promise.resolve().then(()=>__toESM(__require("none")))',
  "new URL('./none.txt', import.meta.url)",
  "app.set('view engine', 'none')",
  'join(__dirname, "none")',
  '<!-- no comment -->',
  ['$', '{require("none")}'].join(''),
  '@Decorated() class',
  'new Worker(new URL("./none.js", import.meta.url))',
] as const;

const NAMES = [
  'require',
  'module',
  'exports',
  '__dirname',
  '__filename',
  'createRequire',
  'load',
  '__toESM',
  '__require',
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...TRAPS), fc.string({ maxLength: 5 })), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(' '));
const name = fc.constantFrom(...NAMES);

const inTemplate = (value: string): string => value.replaceAll(/[\\`]|\$\{/g, (found) => `\\${found}`);
const inComment = (value: string): string => value.replaceAll('*/', '').replaceAll(/[\r\n\u2028\u2029]/g, ' ');

/** Expressions that mean the same in every module. */
const anywhere = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  text.map((value) => `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`),
  text.map((value) => `\`${inTemplate(value)}\``),
  fc.tuple(text, text).map(([one, other]) => `\`${inTemplate(one)}\${\`${inTemplate(other)}\`.length}\``),
  text.map((value) => `String.raw\`${value.replaceAll(/[\\`]|\$\{/g, '')}\``),
  text.map((value) => `new RegExp(${JSON.stringify(value.replaceAll(/[^\w ]/g, '.'))}).source`),
  text.map((value) => `/* ${inComment(value)} */ 1 // ${inComment(value)}\n`),
  fc.constantFrom('/require\\(["\']x["\']\\)/.source', '/[/"`]import.meta\\/require\\(/.test("a")', '/}\\);/.source'),
  name.map((each) => `((${each}) => ({ ${each} }).${each})('parameter')`),
  name.map((each) => `(({ ${each} }) => ${each})({ ${each}: 'picked' })`),
  name.map((each) => `(({ ${each} = 'otherwise' }) => [${each}])({})`),
  name.map((each) => `(({ other: ${each} }) => ({ ${each} }))({ other: 'renamed' })`),
  fc
    .tuple(name, text)
    .map(([each, value]) => `new (class { ${each}(x) { return x + 1; } })().${each}(${JSON.stringify(value)})`),
  name.map((each) => `(class { static ${each} = 'static'; get ${each}() { return 1; } }).${each}`),
  name.map((each) => `({ ${each}(x) { return [x, '${each}'.length]; } }).${each}('./none.cjs')`),
  name.map((each) => `({ ${each}: { resolve: (x) => x } }).${each}.resolve('none')`),
  name.map((each) => `(() => { ${each}: for (;;) { break ${each}; } return 'label'; })()`),
  name.map((each) => `(() => { let ${each} = (x) => 'own ' + x; return ${each}('./none.cjs'); })()`),
  name.map((each) => `(() => { function ${each}(x) { return typeof ${each} + x; } return ${each}('./none.cjs'); })()`),
  name.map((each) => `(() => { try { throw 'thrown'; } catch (${each}) { return ${each}; } })()`),
  name.map((each) => `(() => { for (const ${each} of ['looped']) return [${each}, { ${each} }]; })()`),
  name.map((each) => `(function ${each}(x) { return x ? ${each}(0) : '${each}'; })(1)`),
  name.map(
    (each) => `(function () { 'use strict'; var ${each} = { resolve: () => this }; return [${each}.resolve('x')]; })()`,
  ),
  text.map(
    (value) => `new Function('require', 'return require(' + ${JSON.stringify(JSON.stringify(value))} + ')')((x) => x)`,
  ),
);

const caught = (expression: string): string =>
  `(() => { try { return ${expression}; } catch (error) { return String(error).split('\\n')[0]; } })()`;

const inEither = ["require('./value.cjs')", "require('./value' + '.cjs')"];
const inCommonJs = fc.constantFrom(
  ...inEither,
  '__dirname',
  '__filename',
  'require("path").basename(__filename)',
  'typeof require + typeof module + typeof exports',
  "((load) => load('./late.cjs'))(require)",
  "require(['./late', 'cjs'].join('.'))",
  "require('./parts/' + ['a', 'b'][1])",
  ['require(`./parts/$', '{"a"}.js`)'].join(''),
  "require('./parts/' + 'none')",
  "(() => { const load = require; return load('./value.cjs'); })()",
  "module.require('./value.cjs')",
  'this === module.exports',
  'arguments.length',
  '[module.id, module.filename, module.path]',
  'module.hasOwnProperty("exports") && !module.hasOwnProperty("none")',
  '({ require }).require("node:path").sep',
  '(({ require: load }) => load("./late.cjs"))({ require })',
  'require.main === module',
  "require.resolve('./late.cjs')",
  'typeof import.meta'.replace('import.meta', 'new.target'),
);
const inModule = fc.constantFrom(
  'import.meta.url',
  'import.meta.filename + import.meta.dirname',
  'Object.keys(import.meta)',
  'typeof require + typeof module + typeof exports + typeof __dirname',
  '__filename',
  'module.exports',
  'this',
  "createRequire(import.meta.url)('./value.cjs')",
  "require('./value.cjs')",
  "require(['./late', 'cjs'].join('.'))",
  "(() => { const own = createRequire(import.meta.url); return own('./value.cjs'); })()",
  "load('./value.cjs')",
  "load(['./late', 'cjs'].join('.'))",
  '((require) => require("x"))((x) => x + 1)',
  "(() => { const require = createRequire(import.meta.url); return [require('./value.cjs'), { require }.require === require]; })()",
  ...inEither.map((call) => `(() => { const require = load; return ${call}; })()`),
);

const listOf = (special: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(fc.oneof({ arbitrary: anywhere, weight: 3 }, { arbitrary: special.map(caught), weight: 2 }), {
    minLength: 3,
    maxLength: 10,
  });

const SHARED: Files = {
  'late.cjs': "module.exports = 'late';",
  'value.cjs': "module.exports = 'value';",
  'parts/a.js': "module.exports = 'a';",
  'parts/b.json': '"b"',
};

// Text at the end of a file, where comments of source maps stand.
const ending = fc.oneof(
  fc.constant(''),
  text.map((value) => `\n// ${inComment(value)}`),
  fc.constant('\n//# sourceMappingURL=none.js.map'),
);

const functions: fc.Arbitrary<Files> = fc
  .record({
    handler: fc.constantFrom('index.cjs', 'index.mjs', 'index.mts'),
    helper: fc.constantFrom('./helper.cjs', 'helper'),
    own: listOf(inCommonJs),
    others: listOf(inModule),
    end: ending,
    awaits: fc.boolean(),
    hasRequire: fc.boolean(),
    hashbang: fc.constantFrom('', '#!/usr/bin/env node\n'),
  })
  .map(({ handler, helper, own, others, end, awaits, hasRequire, hashbang }) => {
    const commonJs = `${hashbang}const all = [${own.join(',\n')}];\n`;
    if (handler === 'index.cjs') return { [handler]: `${commonJs}exports.handler = () => all;${end}`, ...SHARED };
    const file = helper === 'helper' ? 'node_modules/helper/index.js' : 'helper.cjs';
    return {
      [handler]: `import { createRequire } from 'node:module'; import helper from '${helper}';
const load = createRequire(import.meta.url); ${hasRequire ? 'const require = createRequire(import.meta.url);' : ''} ${awaits ? 'await 1;' : ''}
const all = [${others.join(',\n')}];
export const handler = () => [all, helper];${end}`,
      [file]: `${commonJs}module.exports = all;${end}`,
      ...SHARED,
      ...Object.fromEntries(Object.entries(SHARED).map(([name, content]) => [join(dirname(file), name), content])),
    };
  });

test('whatever is written in a module, it does the same in a bundle', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(functions, { minLength: 15, maxLength: 20 }), async (all) => {
      const { plain, built } = await outcomes(all);
      for (const [index, files] of all.entries())
        expect({ files, ...built[index] }).toEqual({ files, ...plain[index] });
    }),
    // Each run is a process with many functions; what fails is shown as it is, with its seed.
    { numRuns: 4, endOnFailure: true, verbose: 0 },
  );
});
