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
