import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtNode } from '../support/built-layer.ts';
import { knownToNode } from '../support/known-options.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test.each([
  [undefined, 'is not set: it must hold host:port of the Runtime API'],
  ['', 'is empty: it must hold host:port of the Runtime API'],
  ['127.0.0.1', 'must be host:port, found "127.0.0.1"'],
  [':9001', 'must be host:port, found ":9001"'],
  ['127.0.0.1:', 'must be host:port, found "127.0.0.1:"'],
  ['127.0.0.1:0', 'must be host:port, found "127.0.0.1:0"'],
  ['127.0.0.1:09001', 'must be host:port, found "127.0.0.1:09001"'],
  ['127.0.0.1:65536', 'must be host:port, found "127.0.0.1:65536"'],
  ['http://127.0.0.1:9001', 'must be host:port, found "http://127.0.0.1:9001"'],
  ['two\nlines:9001', 'must be host:port, found "two\\nlines:9001"'],
])('AWS_LAMBDA_RUNTIME_API=%j ends the process with one line', async (value, told) => {
  await using api = await startRecordedRuntimeApi();
  const { end, stdout, stderr } = await runFunction('returns-event', { api, env: { AWS_LAMBDA_RUNTIME_API: value } });
  expect({ end, stdout, stderr }).toEqual({
    end: 'exit 1',
    stdout: '',
    stderr: `snapboot: AWS_LAMBDA_RUNTIME_API ${told}\n`,
  });
});

test.each([
  ['_HANDLER', undefined, 'is not set: it must hold the handler, such as index.handler'],
  ['_HANDLER', '', 'is empty: it must hold the handler, such as index.handler'],
  ['LAMBDA_TASK_ROOT', undefined, "is not set: it must hold the folder of the function's code"],
  ['LAMBDA_TASK_ROOT', '', "is empty: it must hold the folder of the function's code"],
  ['LAMBDA_TASK_ROOT', 'task', 'must be the absolute path of a folder that exists, found "task"'],
  ['LAMBDA_TASK_ROOT', '/nowhere', 'must be the absolute path of a folder that exists, found "/nowhere"'],
  [
    'LAMBDA_TASK_ROOT',
    import.meta.filename,
    `must be the absolute path of a folder that exists, found "${import.meta.filename}"`,
  ],
])('%s=%j ends the process with one line, and is the error of init', async (name, value, told) => {
  await using api = await startRecordedRuntimeApi();
  const { end, stdout, stderr } = await runFunction('returns-event', { api, env: { [name]: value } });
  const message = `${name} ${told}`;
  expect({ end, stdout, stderr }).toEqual({ end: 'exit 1', stdout: '', stderr: `snapboot: ${message}\n` });
  expect(api.sequence).toEqual(['init error']);
  expect(api.errors).toMatchObject([{ errorType: 'Runtime.PlatformError', errorMessage: message }]);
});

test.each([
  [undefined, '/tmp'],
  ['', '/tmp'],
  ['/var/tmp', '/var/tmp'],
])('TMPDIR=%j: a function finds %s', async (value, found) => {
  await using api = await startRecordedRuntimeApi([{ names: ['TMPDIR'] }]);
  await runFunction('returns-variables', { api, env: { TMPDIR: value } });
  expect(api.responses).toEqual([[found]]);
});

test('node is found in PATH, and is the one that runs the function', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-program-of-node', { api });
  expect(api.responses).toEqual([[builtNode(), builtNode()]]);
});

test.each([
  ['128', ['--max-old-space-size=116', '--max-semi-space-size=6']],
  ['1769', ['--max-old-space-size=1593', '--max-semi-space-size=88']],
  ['10240', ['--max-old-space-size=9216', '--max-semi-space-size=512']],
  [undefined, []],
  ['', []],
  ['much', []],
  ['-1', []],
  ['0128', []],
  ['99999999', []],
])('AWS_LAMBDA_FUNCTION_MEMORY_SIZE=%j sets the heap: %j', async (memory, flags) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-node-flags', { api, env: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory } });
  expect(api.responses).toEqual([[...flags, '--max-http-header-size=81920']]);
});

test.each([
  ['--max-old-space-size=77', ['--max-semi-space-size=6', '--max-http-header-size=81920']],
  ['--max_old_space_size=77', ['--max-semi-space-size=6', '--max-http-header-size=81920']],
  ['--max-semi-space-size=2', ['--max-old-space-size=116', '--max-http-header-size=81920']],
  ['--max-http-header-size=9000', ['--max-old-space-size=116', '--max-semi-space-size=6']],
  ['--enable-source-maps', ['--max-old-space-size=116', '--max-semi-space-size=6', '--max-http-header-size=81920']],
])('the flags of the user win: NODE_OPTIONS=%s', async (options, flags) => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-node-flags', { api, env: { NODE_OPTIONS: options } });
  expect(api.responses).toEqual([flags]);
});

test('the heap of the user is the heap that Node.js takes', async () => {
  await using own = await startRecordedRuntimeApi([{}]);
  await using usual = await startRecordedRuntimeApi([{}]);
  await runFunction('returns-heap-limit', { api: own, env: { NODE_OPTIONS: '--max-old-space-size=300' } });
  await runFunction('returns-heap-limit', { api: usual });
  expect(Number(own.responses[0]) - Number(usual.responses[0])).toBe(300 - 116);
});

test("a function works under the permissions of Node.js, which keep the runtime from node's own handles", async () => {
  await using api = await startRecordedRuntimeApi([{ a: 1 }]);
  const options = knownToNode(['--permission', '--allow-fs-read=*', '--allow-fs-write=*', '--allow-net']);
  const { end } = await runFunction('returns-event', { api, env: { NODE_OPTIONS: options } });
  expect({ responses: api.responses, end }).toEqual({ responses: [{ a: 1 }], end: 'idle' });
});

test.each([
  ['require', 'index.cjs', 'exports.handler = async () => require("dependency");'],
  ['import', 'index.mjs', 'import found from "dependency";\nexport const handler = async () => found;'],
  ['import()', 'index.mjs', 'export const handler = async () => (await import("dependency")).default;'],
  [
    'import of a part',
    'index.mjs',
    'import found from "dependency/part.js";\nexport const handler = async () => found;',
  ],
])('packages of a layer are found by %s', async (_how, file, text) => {
  await using layer = await temporaryFolder({
    'node_modules/dependency/index.js': 'module.exports = "from the layer";',
    'node_modules/dependency/part.js': 'module.exports = "from the layer";',
  });
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { NODE_PATH: `/nowhere/node_modules:${layer.path}/node_modules` };
  const { stdout } = await runFunction({ [file]: text }, { api, env });
  expect({ responses: api.responses, stdout }).toEqual({ responses: ['from the layer'], stdout: '' });
});

test('the packages of the function come before those of a layer', async () => {
  await using layer = await temporaryFolder({ 'node_modules/dependency/index.js': 'module.exports = "layer";' });
  const code = {
    'node_modules/dependency/index.js': 'module.exports = "function";',
    'index.mjs': 'import found from "dependency";\nexport const handler = async () => found;',
  };
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction(code, { api, env: { NODE_PATH: `${layer.path}/node_modules` } });
  expect(api.responses).toEqual(['function']);
});

test("the folders of Lambda's layers and of the function are in NODE_PATH, behind those of the user", async () => {
  await using api = await startRecordedRuntimeApi([{ names: ['NODE_PATH', 'LAMBDA_TASK_ROOT'] }]);
  await runFunction('returns-variables', { api, env: { NODE_PATH: '/mine' } });
  const [[nodePath, taskRoot]] = api.responses as [[string, string]];
  expect(nodePath.replace(/(?<=node)\d\d/, 'NN').split(':')).toEqual([
    '/mine',
    '/opt/nodejs/nodeNN/node_modules',
    '/opt/nodejs/node_modules',
    '/var/runtime/node_modules',
    '/var/runtime',
    taskRoot,
  ]);
});

test('a module of the function is required by its path from the task root, wherever that is done', async () => {
  const code = {
    'shared/util.js': 'module.exports = "shared";',
    'src/orders/app.js': 'exports.handler = async () => require("shared/util");',
    'package.json': '{}',
  };
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction(code, { api, handler: 'src/orders/app.handler' });
  expect({ responses: api.responses, stdout }).toEqual({ responses: ['shared'], stdout: '' });
});

test.each([
  [undefined, /^AWS_Lambda_nodejs\d\d\.x$/],
  ['AWS_Lambda_Image', /^AWS_Lambda_Image$/],
  ['', /^$/],
])('AWS_EXECUTION_ENV=%j: a function finds what matches %s', async (value, found) => {
  await using api = await startRecordedRuntimeApi([{ names: ['AWS_EXECUTION_ENV'] }]);
  await runFunction('returns-variables', { api, env: { AWS_EXECUTION_ENV: value } });
  expect(api.responses).toEqual([[expect.stringMatching(found)]]);
});

test.each([
  ['clean', ['kept', 'kept/deep', 'kept/deep/of-init']],
  [
    undefined,
    ['file', 'folder', 'folder/deep', 'folder/deep/file', 'kept', 'kept/deep', 'kept/deep/file', 'kept/deep/of-init'],
  ],
])('SNAPBOOT_TMP=%s: the second invocation finds %j', async (value, found) => {
  await using folder = await temporaryFolder();
  await using api = await startRecordedRuntimeApi([{}, {}]);
  const env = { TMPDIR: folder.path, SNAPBOOT_TMP: value };
  const { stdout } = await runFunction('lists-temporary-folder', { api, env });
  expect(api.responses).toEqual([['kept', 'kept/deep', 'kept/deep/of-init'], found]);
  expect(stdout).toBe('');
});

test('SNAPBOOT_TMP=clean does not follow links', async () => {
  await using folder = await temporaryFolder();
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction('leaves-links-to-itself-while-loading', {
    api,
    env: { TMPDIR: folder.path, SNAPBOOT_TMP: 'clean' },
  });
  expect(api.responses).toEqual(['loaded']);
});

test.each(['clean', undefined])(
  'a temporary folder that is not there costs one line in the log: SNAPBOOT_TMP=%s',
  async (value) => {
    await using api = await startRecordedRuntimeApi([{}, {}]);
    const env = { TMPDIR: '/nowhere', SNAPBOOT_TMP: value };
    const { end, stdout, stderr } = await runFunction('counts-invocations', { api, env });
    expect({ responses: api.responses, end, stderr }).toEqual({ responses: [1, 2], end: 'idle', stderr: '' });
    expect(stdout).toMatch(/^\S+\t-\tWARN\tthe temporary folder \/nowhere cannot be written to: ENOENT: .*\n$/);
  },
);

const CACHE = '.snapboot/compile-cache';
const TELLS_CACHE = `const { getCompileCacheDir } = require('node:module');
  exports.handler = async () => [process.env.NODE_COMPILE_CACHE, getCompileCacheDir()];`;

test('the compile cache of a function is used where it lies', async () => {
  await using folder = await temporaryFolder({ 'index.js': TELLS_CACHE, [`${CACHE}/keep`]: '', 'package.json': '{}' });
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction({}, { api, handler: 'index.handler', cwd: folder.path, env: { LAMBDA_TASK_ROOT: folder.path } });
  const cache = join(folder.path, CACHE);
  expect(api.responses).toEqual([[cache, expect.stringContaining(cache)]]);
});

test('a compile cache that the user has chosen stays', async () => {
  await using folder = await temporaryFolder({ 'index.js': TELLS_CACHE, [`${CACHE}/keep`]: '', 'package.json': '{}' });
  await using own = await temporaryFolder();
  await using api = await startRecordedRuntimeApi([{}]);
  const env = { LAMBDA_TASK_ROOT: folder.path, NODE_COMPILE_CACHE: own.path };
  await runFunction({}, { api, handler: 'index.handler', cwd: folder.path, env });
  expect(api.responses).toEqual([[own.path, expect.stringContaining(own.path)]]);
});
