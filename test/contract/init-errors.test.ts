import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { type FunctionCode, runFunction } from '../support/run-function.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test.each<[string, FunctionCode, string, string, string]>([
  [
    'an export that is not there',
    { 'index.mjs': 'export const other = 1;' },
    'index.handler',
    'Runtime.HandlerNotFound',
    'index.handler is undefined or not exported',
  ],
  [
    'an export that is no function',
    { 'index.mjs': 'export const handler = 3;' },
    'index.handler',
    'Runtime.HandlerNotFound',
    'index.handler is not a function',
  ],
  ['a name without a dot', { 'index.mjs': '' }, 'index', 'Runtime.MalformedHandlerName', 'Bad handler'],
  ['a folder alone', { 'index.mjs': '' }, 'src/index', 'Runtime.MalformedHandlerName', 'Bad handler'],
  [
    'a name that climbs out',
    { 'index.mjs': '' },
    '../index.handler',
    'Runtime.MalformedHandlerName',
    "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
  ],
  [
    'a file that is not there',
    { 'other.mjs': '' },
    'index.handler',
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'index'",
  ],
  [
    'a syntax error',
    { 'index.js': 'exports.handler = async () => {' },
    'index.handler',
    'Runtime.UserCodeSyntaxError',
    'SyntaxError: Unexpected end of input',
  ],
  [
    'a syntax error in a module',
    { 'index.mjs': 'export const handler = async () => {' },
    'index.handler',
    'Runtime.UserCodeSyntaxError',
    'SyntaxError: Unexpected end of input',
  ],
  [
    'an error while it is loaded',
    { 'index.mjs': 'throw new RangeError("at load");' },
    'index.handler',
    'RangeError',
    'at load',
  ],
  [
    'an error while CommonJS is loaded',
    { 'index.js': 'throw new RangeError("at load");' },
    'index.handler',
    'RangeError',
    'at load',
  ],
  [
    'a rejection while it is loaded',
    { 'index.mjs': 'await Promise.reject(new Error("awaited at load"));' },
    'index.handler',
    'Error',
    'awaited at load',
  ],
  ['text thrown while it is loaded', { 'index.mjs': 'throw "just text";' }, 'index.handler', 'string', 'just text'],
  [
    'nothing thrown while CommonJS is loaded',
    { 'index.js': 'throw undefined;' },
    'index.handler',
    'undefined',
    'undefined',
  ],
  [
    'a stream of another kind',
    {
      'index.mjs':
        'export const handler = () => {};\nhandler[Symbol.for("aws.lambda.runtime.handler.streaming")] = "request";',
    },
    'index.handler',
    'Runtime.MalformedStreamingHandler',
    'Only response streaming is supported.',
  ],
])('init fails with %s', async (_what, code, handler, errorType, errorMessage) => {
  await using api = await startRecordedRuntimeApi([{}]);
  const { end, stdout, stderr } = await runFunction(code, { api, handler });
  expect(api.sequence).toEqual(['init error']);
  expect(api.errors).toMatchObject([{ errorType, errorMessage }]);
  expect((await api.call('init error')).headers['lambda-runtime-function-error-type']).toBe(errorType);
  expect({ end, stderr }).toEqual({ end: 'exit 1', stderr: '' });
  expect(stdout).toMatch(/^\S+\t-\tERROR\tInit Error \t\{"errorType":.*\}\n$/);
});

test('the log lists the files that were tried for a handler that is not there', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await using folder = await temporaryFolder();
  const { stdout } = await runFunction(
    {},
    { api, handler: 'src/index.handler', env: { LAMBDA_TASK_ROOT: folder.path } },
  );
  const { tried } = JSON.parse(stdout.slice(stdout.indexOf('{')));
  expect(tried).toEqual(
    ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'].map((extension) => join(folder.path, `src/index${extension}`)),
  );
});

test('a missing dependency is named with the files that ask for it, and nothing of the runtime', async () => {
  const code = { 'index.js': 'require("./lib/util.js");', 'lib/util.js': 'require("nowhere-to-be-found");' };
  await using api = await startRecordedRuntimeApi([{}]);
  const { stdout } = await runFunction(code, { api });
  const [{ errorType, errorMessage, trace }] = api.errors as [
    { errorType: string; errorMessage: string; trace: string[] },
  ];
  expect(errorType).toBe('Runtime.ImportModuleError');
  expect(errorMessage).toMatch(
    /^Error: Cannot find module 'nowhere-to-be-found'\nRequire stack:\n- \S+\/lib\/util\.js\n- \S+\/index\.js$/,
  );
  expect(trace[0]).toBe("Runtime.ImportModuleError: Error: Cannot find module 'nowhere-to-be-found'");
  expect(trace.join('\n')).toContain('/lib/util.js:1:1');
  expect(stdout).not.toContain('runtime.cjs');
});

test('a syntax error is reported with its place', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction({ 'index.js': 'exports.a = 1;\nexports.handler = async ( => {};\n' }, { api });
  expect(api.errors).toMatchObject([
    {
      trace: expect.arrayContaining([expect.stringMatching(/^\/.*\/index\.js:2$/), 'exports.handler = async ( => {};']),
    },
  ]);
});

test('a module that is missing for import is reported as Node.js says it', async () => {
  await using api = await startRecordedRuntimeApi([{}]);
  await runFunction({ 'index.mjs': 'import "nowhere-to-be-found";' }, { api });
  expect(api.errors).toMatchObject([
    { errorType: 'Error', errorMessage: expect.stringContaining("Cannot find package 'nowhere-to-be-found'") },
  ]);
});
