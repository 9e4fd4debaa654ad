import { expect, test } from 'vitest';
import {
  readRuntimeApiAddress,
  readRuntimeEnvironment,
  takeLogSettings,
} from '../../../../runtime/init/runtime-environment.ts';

const NEEDED = { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: import.meta.dirname };

test.each([
  ['127.0.0.1:9001', { host: '127.0.0.1', port: 9001 }],
  ['localhost:1', { host: 'localhost', port: 1 }],
  ['sandbox.local:65535', { host: 'sandbox.local', port: 65_535 }],
])('the Runtime API is at %s', (text, address) => {
  expect(readRuntimeApiAddress({ AWS_LAMBDA_RUNTIME_API: text })).toEqual(address);
});

test.each([
  'localhost',
  ':1',
  'h:',
  'h:0',
  'h:65536',
  'h:01',
  'h:1.5',
  'h:-1',
  'h:x',
  'http://h:1',
  'h:1/',
  ' h:1',
  'h:1\n',
  'a:b:1',
])('the Runtime API is not at %j', (text) => {
  expect(() => readRuntimeApiAddress({ AWS_LAMBDA_RUNTIME_API: text })).toThrow(
    expect.objectContaining({
      name: 'Runtime.PlatformError',
      message: `AWS_LAMBDA_RUNTIME_API must be host:port, found ${JSON.stringify(text)}`,
    }),
  );
});

test('what the service says of a function is read once, with the usual place for temporary files', () => {
  expect(readRuntimeEnvironment(NEEDED)).toEqual({
    handler: 'index.handler',
    taskRoot: import.meta.dirname,
    temporaryFolder: '/tmp',
    cleanTemporaryFolder: false,
    globalAwslambda: true,
  });
  const all = {
    ...NEEDED,
    AWS_LAMBDA_FUNCTION_NAME: 'name',
    AWS_LAMBDA_FUNCTION_VERSION: '7',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: 'group',
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    TMPDIR: '/var/tmp',
    SNAPBOOT_TMP: 'clean',
    AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: 'true',
  };
  expect(readRuntimeEnvironment(all)).toEqual({
    handler: 'index.handler',
    taskRoot: import.meta.dirname,
    functionName: 'name',
    functionVersion: '7',
    memoryLimitInMB: '128',
    logGroupName: 'group',
    logStreamName: 'stream',
    temporaryFolder: '/var/tmp',
    cleanTemporaryFolder: true,
    globalAwslambda: false,
  });
});

test.each([
  ['_HANDLER', undefined, '_HANDLER is not set'],
  ['_HANDLER', '', '_HANDLER is empty'],
  ['LAMBDA_TASK_ROOT', undefined, 'LAMBDA_TASK_ROOT is not set'],
  ['LAMBDA_TASK_ROOT', '.', 'LAMBDA_TASK_ROOT must be the absolute path of a folder that exists, found "."'],
  [
    'LAMBDA_TASK_ROOT',
    '/nowhere',
    'LAMBDA_TASK_ROOT must be the absolute path of a folder that exists, found "/nowhere"',
  ],
])('%s=%j is named in the error', (name, value, message) => {
  expect(() => readRuntimeEnvironment({ ...NEEDED, [name]: value })).toThrow(
    expect.objectContaining({ name: 'Runtime.PlatformError', message: expect.stringContaining(message) }),
  );
});

test.each([
  [{}, { json: false, lowestLevel: 'TRACE' }],
  [{ AWS_LAMBDA_LOG_FORMAT: 'Text' }, { json: false, lowestLevel: 'TRACE' }],
  [
    { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' },
    { json: true, lowestLevel: 'INFO' },
  ],
  [
    { AWS_LAMBDA_LOG_FORMAT: 'json', AWS_LAMBDA_LOG_LEVEL: 'error' },
    { json: true, lowestLevel: 'ERROR' },
  ],
  [
    { AWS_LAMBDA_LOG_FORMAT: 'XML', AWS_LAMBDA_LOG_LEVEL: 'LOUD' },
    { json: false, lowestLevel: 'TRACE' },
  ],
  [{ _LAMBDA_TELEMETRY_LOG_FD: '2' }, { json: false, lowestLevel: 'TRACE', descriptor: 2 }],
  [{ _LAMBDA_TELEMETRY_LOG_FD: '1000000' }, { json: false, lowestLevel: 'TRACE' }],
  [{ _LAMBDA_TELEMETRY_LOG_FD: '0' }, { json: false, lowestLevel: 'TRACE' }],
  [{ _LAMBDA_TELEMETRY_LOG_FD: '-1' }, { json: false, lowestLevel: 'TRACE' }],
  [{ _LAMBDA_TELEMETRY_LOG_FD: '1.5' }, { json: false, lowestLevel: 'TRACE' }],
  [{ _LAMBDA_TELEMETRY_LOG_FD: 'x' }, { json: false, lowestLevel: 'TRACE' }],
])('logs go out as %j says', (env, settings) => {
  expect(takeLogSettings({ ...env })).toEqual(settings);
});

test('the telemetry descriptor is taken out of the environment', () => {
  const env: NodeJS.ProcessEnv = { _LAMBDA_TELEMETRY_LOG_FD: '62', OTHER: 'stays' };
  takeLogSettings(env);
  expect(env).toEqual({ OTHER: 'stays' });
});
