import { expect, test } from 'vitest';
import { answeredTwice, type Files } from './function-twice.ts';

const MESSAGE = `const messageOf = (started) => new Promise((resolve, reject) => { started.on('error', reject); started.on('message', resolve); });`;
const REQUIRED = `const { fork } = require('node:child_process'); const { join } = require('node:path');
  const { Worker } = require('node:worker_threads'); ${MESSAGE}`;
const IMPORTED = `import { execFile, execFileSync, fork, spawnSync } from 'node:child_process'; import { join } from 'node:path'; import { fileURLToPath } from 'node:url';
  import { createRequire, register } from 'node:module'; import { Worker } from 'node:worker_threads'; ${MESSAGE}`;
const SUM = { 'sum.cjs': 'module.exports = 1 + 2;', 'sum.mjs': 'export default 1 + 2;' };
const COMMON = {
  worker: `require('node:worker_threads').parentPort.postMessage([require('./sum.cjs'), __filename.split('/').length > 1]);`,
  child: `process.send(require('./sum.cjs'));`,
};
const MODULE = {
  worker: `import { parentPort } from 'node:worker_threads'; import sum from './sum.mjs'; parentPort.postMessage([sum, typeof import.meta.url]);`,
  child: `import sum from './sum.mjs'; process.send(sum);`,
  script: `import sum from './sum.mjs'; console.log(sum);`,
};
const TYPED = { 'package.json': '{"type":"module"}' };

/** `handler` in `src/index.js` of a CommonJS project, with more files. */
function common(handler: string, more: Files = {}): Files {
  return { 'src/index.js': `${REQUIRED} exports.handler = () => ${handler};`, 'package.json': '{}', ...more };
}

/** The same as an ES module. */
function module(handler: string, more: Files = {}): Files {
  return { 'src/index.mjs': `${IMPORTED} export const handler = () => ${handler};`, 'package.json': '{}', ...more };
}

/** A handler that calls what a package exports. */
function packaged(source: string, more: Files = {}, manifest = '{"name":"pool"}'): Files {
  const own = Object.entries(more).map(([name, text]) => [
    name.startsWith('/') ? name.slice(1) : `node_modules/pool/${name}`,
    text,
  ]);
  const index = manifest.includes('module') ? `${IMPORTED} ${source}` : `${REQUIRED} ${source}`;
  return {
    'src/index.mjs': `import pool from 'pool'; export const handler = () => pool();`,
    'package.json': '{}',
    'node_modules/pool/package.json': manifest,
    'node_modules/pool/index.js': index,
    ...Object.fromEntries(own),
  };
}

function inSrc(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`src/${name}`, text]));
}

test.each<[string, Files, unknown]>([
  [
    'a worker beside __dirname',
    common(`messageOf(new Worker(join(__dirname, 'w.js')))`, inSrc({ 'w.js': COMMON.worker, ...SUM })),
    [3, true],
  ],
  [
    'a worker whose path is put together in a variable',
    common(
      `{ const file = __dirname + '/' + 'w.cjs'; return messageOf(new Worker(file)); }`,
      inSrc({ 'w.cjs': COMMON.worker, ...SUM }),
    ),
    [3, true],
  ],
  [
    'a worker above, in a template',
    common(`messageOf(new Worker(\`\${__dirname}/../workers/w.js\`))`, {
      'workers/w.js': COMMON.worker,
      'workers/sum.cjs': SUM['sum.cjs'],
    }),
    [3, true],
  ],
  [
    'a worker beside import.meta.url',
    module(`messageOf(new Worker(new URL('./w.mjs', import.meta.url)))`, inSrc({ 'w.mjs': MODULE.worker, ...SUM })),
    [3, 'string'],
  ],
  [
    'a worker in a project of ES modules',
    {
      ...module(`messageOf(new Worker(new URL('./w.js', import.meta.url)))`, inSrc({ 'w.js': MODULE.worker, ...SUM })),
      ...TYPED,
    },
    [3, 'string'],
  ],
  [
    'a worker that is an ES module by its syntax',
    module(`messageOf(new Worker(new URL('./w.js', import.meta.url)))`, inSrc({ 'w.js': MODULE.worker, ...SUM })),
    [3, 'string'],
  ],
  [
    'a worker in TypeScript',
    {
      ...module(
        `messageOf(new Worker(join(import.meta.dirname, 'w.ts')))`,
        inSrc({
          'w.ts': `import { parentPort } from 'node:worker_threads'; import { sum } from './sum.ts'; parentPort!.postMessage(sum as number);`,
          'sum.ts': 'export const sum: number = 3;',
        }),
      ),
      ...TYPED,
    },
    3,
  ],
  [
    'a worker beside a file that knows its folder by hand',
    module(
      `messageOf(new Worker(join(dirname, 'w.mjs')))`.replace(
        'dirname,',
        `fileURLToPath(new URL('.', import.meta.url)),`,
      ),
      inSrc({ 'w.mjs': MODULE.worker, ...SUM }),
    ),
    [3, 'string'],
  ],
  [
    'a worker beside the folder that the function runs in',
    module(`messageOf(new Worker('./src/w.mjs'))`, inSrc({ 'w.mjs': MODULE.worker, ...SUM })),
    [3, 'string'],
  ],
  [
    'a child beside __dirname, without its extension',
    common(`messageOf(fork(join(__dirname, 'child')))`, inSrc({ 'child.js': COMMON.child, ...SUM })),
    3,
  ],
  [
    'a child in a project of ES modules',
    {
      ...module(`messageOf(fork(join(import.meta.dirname, 'child.js')))`, inSrc({ 'child.js': MODULE.child, ...SUM })),
      ...TYPED,
    },
    3,
  ],
  [
    'a child beside the folder that the function runs in',
    module(`messageOf(fork('src/child.mjs'))`, inSrc({ 'child.mjs': MODULE.child, ...SUM })),
    3,
  ],
  [
    'a script of the same Node.js',
    module(
      `String(spawnSync(process.execPath, [fileURLToPath(new URL('script.mjs', import.meta.url))]).stdout)`,
      inSrc({ 'script.mjs': MODULE.script, ...SUM }),
    ),
    '3\n',
  ],
  [
    'a script beside the folder that the function runs in',
    module(
      `String(execFileSync(process.execPath, ['--no-warnings', 'src/script.mjs']))`,
      inSrc({ 'script.mjs': MODULE.script, ...SUM }),
    ),
    '3\n',
  ],
  [
    'a worker that is resolved',
    common(`messageOf(new Worker(require.resolve('./w')))`, inSrc({ 'w.js': COMMON.worker, ...SUM })),
    [3, true],
  ],
  [
    'a worker of a package that is resolved',
    common(`messageOf(new Worker(require.resolve('pool/w')))`, {
      'node_modules/pool/package.json': '{"name":"pool","exports":{"./w":"./lib/w.js"}}',
      'node_modules/pool/lib/w.js': `require('node:worker_threads').parentPort.postMessage(require('helper'));`,
      'node_modules/helper/package.json': '{"name":"helper","main":"main.js"}',
      'node_modules/helper/main.js': 'module.exports = require("./deep.js")',
      'node_modules/helper/deep.js': 'module.exports = "deep"',
    }),
    'deep',
  ],
  [
    'a worker that a made require resolves',
    module(
      `{ const require = createRequire(import.meta.url); return messageOf(new Worker(require.resolve('./w.cjs'))); }`,
      inSrc({ 'w.cjs': COMMON.worker, ...SUM }),
    ),
    [3, true],
  ],
  [
    'a worker that import.meta resolves',
    module(`messageOf(new Worker(new URL(import.meta.resolve('./w.mjs'))))`, inSrc({ 'w.mjs': MODULE.worker, ...SUM })),
    [3, 'string'],
  ],
  [
    'hooks that are registered',
    module(
      `{ register('./hooks.mjs', import.meta.url); return import(['data:text/javascript', 'export default 1'].join()).then((all) => all.default); }`,
      inSrc({
        'hooks.mjs': `import sum from './sum.mjs'; export const load = (url, context, next) => url.startsWith('data:') ? { format: 'module', source: 'export default ' + sum, shortCircuit: true } : next(url, context);`,
        ...SUM,
      }),
    ),
    3,
  ],
  [
    'a module of a folder whose name only run time knows',
    common(`require(join(__dirname, 'commands', String.fromCharCode(97, 100, 100)))`, {
      'src/commands/add.js': `module.exports = require('../sum.cjs');`,
      ...inSrc(SUM),
    }),
    3,
  ],
  [
    'a worker of a package',
    packaged(`module.exports = () => messageOf(new Worker(join(__dirname, 'lib', 'w.js')));`, {
      'lib/w.js': COMMON.worker,
      'lib/sum.cjs': SUM['sum.cjs'],
    }),
    [3, true],
  ],
  [
    'a worker of a package of ES modules',
    packaged(
      `export default () => messageOf(new Worker(new URL('./w.js', import.meta.url)));`,
      { 'w.js': MODULE.worker, ...SUM },
      '{"name":"pool","type":"module","exports":"./index.js"}',
    ),
    [3, 'string'],
  ],
  [
    'a worker of a package that it resolves while it is loaded',
    packaged(`const file = require.resolve('./w.js'); module.exports = () => messageOf(new Worker(file));`, {
      'w.js': COMMON.worker,
      ...SUM,
    }),
    [3, true],
  ],
  [
    'a worker of another package that a package resolves',
    packaged(
      `const file = require && require.resolve('helper/w.js'); module.exports = () => messageOf(new Worker(file));`,
      {
        '/node_modules/helper/package.json': '{"name":"helper"}',
        '/node_modules/helper/w.js': COMMON.worker,
        '/node_modules/helper/sum.cjs': SUM['sum.cjs'],
      },
    ),
    [3, true],
  ],
  [
    'a child of a package',
    packaged(`module.exports = () => messageOf(fork(require('node:path').resolve(__dirname, './child')));`, {
      'child.js': COMMON.child,
      ...SUM,
    }),
    3,
  ],
])('%s is started as by the function that is not built', async (_, files, told) => {
  expect(await answeredTwice(files)).toEqual({ plain: told, built: told });
});
