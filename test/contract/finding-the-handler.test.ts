import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { type FunctionCode, runFunction } from '../support/run-function.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test.each<[string, string, FunctionCode, unknown]>([
  ['in a folder', 'src/api/app.handler', { 'src/api/app.mjs': 'export const handler = () => "found";' }, 'found'],
  ['deep in an export', 'index.a.b.c', { 'index.mjs': 'export const a = { b: { c: () => "found" } };' }, 'found'],
  ['in the default export', 'index.handler', { 'index.mjs': 'export default { handler: () => "found" };' }, 'found'],
  ['as the default export', 'index.default', { 'index.mjs': 'export default () => "found";' }, 'found'],
  ['as the whole of a CommonJS module', 'index.default', { 'index.js': 'module.exports = () => "found";' }, 'found'],
  ['in CommonJS exports', 'index.handler', { 'index.js': 'module.exports = { handler: () => "found" };' }, 'found'],
  ['in CommonJS by .cjs', 'index.handler', { 'index.cjs': 'exports.handler = () => typeof require;' }, 'function'],
  [
    'in a module by the type of its package',
    'index.handler',
    { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = () => typeof import.meta.url;' },
    'string',
  ],
  [
    'in CommonJS by .cjs in a package of modules',
    'index.handler',
    { 'package.json': '{"type":"module"}', 'index.cjs': 'exports.handler = () => typeof require;' },
    'function',
  ],
  [
    'in a package of CommonJS inside one of modules',
    'old/index.handler',
    {
      'package.json': '{"type":"module"}',
      'old/package.json': '{}',
      'old/index.js': 'exports.handler = () => typeof require;',
    },
    'function',
  ],
  [
    'in a module whose package says nothing of types',
    'index.handler',
    { 'index.js': 'export const handler = () => typeof import.meta.url;' },
    'string',
  ],
  [
    'in a module that awaits, whose package says nothing of types',
    'index.handler',
    { 'index.js': 'export const handler = await Promise.resolve(() => "awaited");' },
    'awaited',
  ],
  [
    'behind a top-level await',
    'index.handler',
    {
      'index.mjs':
        'const value = await new Promise((r) => setTimeout(r, 5, "awaited"));\nexport const handler = () => value;',
    },
    'awaited',
  ],
  [
    'in a package of node_modules',
    'dependency.handler',
    { 'node_modules/dependency/index.js': 'exports.handler = () => "found";' },
    'found',
  ],
  [
    'in a package of node_modules that is a module and awaits',
    'dependency.handler',
    {
      'node_modules/dependency/package.json': '{"type":"module"}',
      'node_modules/dependency/index.js': 'export const handler = await Promise.resolve(() => "awaited");',
    },
    'awaited',
  ],
  [
    'under a name with odd characters',
    'my dir#1%20/ü é.handler',
    { 'my dir#1%20/ü é.mjs': 'export const handler = () => "found";' },
    'found',
  ],
  [
    'in CommonJS under a name with odd characters',
    'my dir#1%20/ü é.handler',
    { 'my dir#1%20/ü é.cjs': 'exports.handler = () => "found";' },
    'found',
  ],
  ['in a file without an extension', 'index.handler', { index: 'exports.handler = () => "bare";' }, 'bare'],
  ['in TypeScript', 'index.handler', { 'index.ts': 'export const handler = async (e: { a: number }) => e.a;' }, 1],
  ['in TypeScript by .mts', 'index.handler', { 'index.mts': 'export const handler = async (): Promise<2> => 2;' }, 2],
  [
    'in TypeScript by .cts',
    'index.handler',
    { 'index.cts': 'exports.handler = (): string => typeof require;' },
    'function',
  ],
  [
    'in .js before .mjs before .cjs before .ts',
    'index.handler',
    {
      'index.ts': 'export const handler = () => "ts";',
      'index.cjs': 'exports.handler = () => "cjs";',
      'index.mjs': 'export const handler = () => "mjs";',
      'index.js': 'exports.handler = () => "js";',
    },
    'js',
  ],
  [
    'in a file before a folder of the same name',
    'index.handler',
    { 'index/index.js': 'exports.handler = () => "folder";', 'index.mjs': 'export const handler = () => "file";' },
    'file',
  ],
])('the handler is found %s', async (_where, handler, code, result) => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }]);
  const { stderr, stdout } = await runFunction(code, { api, handler });
  expect(api.sequence).toEqual(['next', 'response', 'next']);
  expect(api.responses).toEqual([result]);
  expect({ stderr, stdout }).toEqual({ stderr: '', stdout: '' });
});

test('the handler is found by an absolute path outside of the task root', async () => {
  await using layer = await temporaryFolder({ 'wrapper.mjs': 'export const handler = () => "elsewhere";' });
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction({}, { api, handler: join(layer.path, 'wrapper.handler') });
  expect(api.responses).toEqual(['elsewhere']);
});

test('CommonJS modules may require and import what stands beside them', async () => {
  const code = {
    'node_modules/dependency/index.js': 'module.exports = "required";',
    'index.js':
      'const r = require("dependency");\nexports.handler = async () => [r, (await import("./other.mjs")).default];',
    'other.mjs': 'export default "imported";',
  };
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction(code, { api });
  expect(api.responses).toEqual([['required', 'imported']]);
});

test('a function runs in its task root and finds its own name in the environment', async () => {
  const code = {
    'index.js':
      'exports.handler = () => [__dirname === process.cwd(), process.env.LAMBDA_TASK_ROOT === __dirname, process.env._HANDLER];',
  };
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction(code, { api });
  expect(api.responses).toEqual([[true, true, 'index.handler']]);
});

test.each([
  ['a module', { 'index.mjs': 'export const handler = () => globalThis.seen;' }],
  ['CommonJS', { 'index.cjs': 'exports.handler = () => globalThis.seen;' }],
])('hooks of a tool that NODE_OPTIONS brings in see the handler being loaded: %s', async (_what, code) => {
  const preload = `
    import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) {
      if (url.includes('/index.')) globalThis.seen = url.slice(url.lastIndexOf('/') + 1);
      return next(url, context);
    } });`;
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction({ ...code, 'preload.mjs': preload }, { api, env: { NODE_OPTIONS: '--import ./preload.mjs' } });
  expect(api.responses).toEqual([expect.stringMatching(/^index\.[cm]?js$/)]);
});

const HANDLER_FILES: readonly (readonly [what: string, files: Readonly<Record<string, string>>])[] = [
  ['CommonJS by .cjs', { 'index.cjs': 'exports.handler = async () => "answered";' }],
  ['CommonJS without a type', { 'index.js': 'exports.handler = async () => "answered";' }],
  [
    'CommonJS as bundlers make it of modules',
    {
      'index.js':
        'const handler = async () => "answered";\nObject.defineProperty(exports, "handler", { enumerable: true, get: () => handler });',
    },
  ],
  ['a module by .mjs', { 'index.mjs': 'export const handler = async () => "answered";' }],
  ['a module by its syntax', { 'index.js': 'export const handler = async () => "answered";' }],
  [
    'a module by its syntax that awaits',
    { 'index.js': 'export const handler = await (async () => async () => "answered")();' },
  ],
  ['TypeScript without a type', { 'index.ts': 'export const handler = async (): Promise<string> => "answered";' }],
  ['TypeScript by .cts', { 'index.cts': 'exports.handler = async (): Promise<string> => "answered";' }],
];

const OF_FUNCTION = '/\\/index\\.[cm]?[jt]s$/';

/** Redefines what the handler's file exports, as tracing tools do that hook into `require`. */
const REQUIRE_TOOL = `
  const { Module } = require('node:module');
  const { require: original } = Module.prototype;
  Module.prototype.require = function (id) {
    const exports = Reflect.apply(original, this, [id]);
    if (!${OF_FUNCTION}.test(id)) return exports;
    const { handler } = exports;
    const traced = async (...args) => 'traced: ' + (await handler(...args));
    Object.defineProperty(exports, 'handler', { value: traced, configurable: true, enumerable: true, writable: true });
    return exports;
  };`;

/** Puts another module before the handler's, as those do that hook into `import`. */
const IMPORT_TOOL = {
  'tool.mjs': "import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);",
  'hooks.mjs': `
    export async function resolve(specifier, context, next) {
      const found = await next(specifier, context);
      if (!${OF_FUNCTION}.test(found.url) || context.parentURL?.endsWith('?traced')) return found;
      return { url: found.url + '?traced', format: 'module', shortCircuit: true };
    }
    export async function load(url, context, next) {
      if (!url.endsWith('?traced')) return next(url, context);
      const source = 'import * as all from ' + JSON.stringify(url.replace('?traced', '')) + ';'
        + 'const { handler } = all.handler ? all : all.default;'
        + 'const traced = async (...args) => "traced: " + (await handler(...args)); export { traced as handler };';
      return { format: 'module', source, shortCircuit: true };
    }`,
};

const TOOLS: readonly (readonly [what: string, options: string, files: Readonly<Record<string, string>>])[] = [
  ['--require, with hooks of require', '--require ./tool.cjs', { 'tool.cjs': REQUIRE_TOOL }],
  ['--import, with hooks of require', '--import ./tool.cjs', { 'tool.cjs': REQUIRE_TOOL }],
  ['-r, with hooks of import', '-r ./tool.cjs', { ...IMPORT_TOOL, 'tool.cjs': "require('./tool.mjs');" }],
  ['--import, with hooks of import', '--import=./tool.mjs', IMPORT_TOOL],
  [
    'both, with hooks of both',
    '--require=./tool.cjs --import ./tool.mjs',
    { ...IMPORT_TOOL, 'tool.cjs': REQUIRE_TOOL },
  ],
];

const WRAPPER = '#!/bin/sh\nnode=$1\nshift\nexec "$node" $TOOL_OPTIONS "$@"\n';

for (const [tool, options, files] of TOOLS) {
  // Hooks of require have never seen what is imported.
  const seen = HANDLER_FILES.filter(([what]) => !(what.includes('.mjs') && tool.includes('of require')));
  test.each(seen)(`a tool redefines what the handler's file exports: ${tool}: %s`, async (_what, code) => {
    await using api = await startRecordedRuntimeApi([{}]);
    await runFunction({ ...code, ...files }, { api, env: { NODE_OPTIONS: options } });
    expect({ responses: api.responses, errors: api.errors }).toEqual({ responses: ['traced: answered'], errors: [] });
  });

  test(`a tool that a wrapper puts on the command line counts like one in NODE_OPTIONS: ${tool}`, async () => {
    const code = { 'index.js': 'export const handler = async () => "answered";', 'wrap.sh': WRAPPER, ...files };
    await using api = await startRecordedRuntimeApi([{}]);
    const env = { AWS_LAMBDA_EXEC_WRAPPER: './wrap.sh', TOOL_OPTIONS: options };
    await runFunction(code, { api, env });
    expect({ responses: api.responses, errors: api.errors }).toEqual({ responses: ['traced: answered'], errors: [] });
  });
}

test.each(HANDLER_FILES)('a file that a tool looks at runs once: %s', async (_what, code) => {
  const [[name = '', text = '']] = Object.entries(code) as [[string, string]];
  await using api = await startRecordedRuntimeApi([{}]);
  const counted = {
    [name]: `globalThis.runs = (globalThis.runs ?? 0) + 1;\n${text.replace('"answered"', 'globalThis.runs')}`,
  };
  await runFunction({ ...counted, 'tool.cjs': '' }, { api, env: { NODE_OPTIONS: '--require ./tool.cjs' } });
  expect(api.responses).toEqual([1]);
});

// A bundle of both can wait.
test.skipIf(inject('bootMode') !== 'plain')(
  'a function whose dependency awaits is loaded once, and fails',
  async () => {
    await using api = await startRecordedRuntimeApi([{}]);
    const { stdout, end } = await runFunction(
      {
        'index.js': 'console.log("loading"); require("./awaits.mjs"); exports.handler = () => 1;',
        'awaits.mjs': 'await Promise.resolve();',
      },
      { api },
    );
    expect({ end, times: stdout.split('\tloading\n').length - 1 }).toEqual({ end: 'exit 1', times: 1 });
    expect(api.errors).toMatchObject([{ errorMessage: expect.stringContaining('top-level await') }]);
  },
);
