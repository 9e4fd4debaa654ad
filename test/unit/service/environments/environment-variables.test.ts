import { expect, test } from 'vitest';
import { environmentVariables, RESERVED_VARIABLES } from '../../../../service/environments/environment-variables.ts';

const config = {
  name: 'demo',
  taskRoot: '/task',
  handler: 'index.handler',
  memoryMb: 256,
  timeoutMs: 3000,
  variables: { TABLE: 'users', TZ: 'Europe/Berlin' },
};
const place = { runtimeApi: '127.0.0.1:9001', temporaryFolder: '/private', logStream: 'stream' };

test('a runtime sees what Lambda sets, and the variables of its function', () => {
  expect(environmentVariables(config, place, {})).toEqual({
    LANG: 'en_US.UTF-8',
    TZ: 'Europe/Berlin',
    TABLE: 'users',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    TMPDIR: '/private',
    _HANDLER: 'index.handler',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: 'demo',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/demo',
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    LAMBDA_TASK_ROOT: '/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  });
});

test('of the own environment it sees PATH, region and credentials, and nothing else', () => {
  const own = {
    PATH: '/bin',
    HOME: '/home/me',
    NODE_OPTIONS: '--inspect',
    AWS_EXECUTION_ENV: 'mine',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_SESSION_TOKEN: 'token',
  };
  const seen = environmentVariables(config, place, own);
  expect(seen).toMatchObject({ PATH: '/bin', AWS_REGION: 'eu-west-1', AWS_SESSION_TOKEN: 'token' });
  for (const name of ['HOME', 'NODE_OPTIONS', 'AWS_EXECUTION_ENV']) expect(seen).not.toHaveProperty(name);
});

test('every variable that the platform must set is reserved', () => {
  const unreserved = ['LANG', 'TZ', 'TABLE', 'AWS_XRAY_CONTEXT_MISSING', 'TMPDIR'];
  const names = Object.keys(environmentVariables(config, place, {})).filter((name) => !unreserved.includes(name));
  expect(names.filter((name) => !RESERVED_VARIABLES.has(name))).toEqual([]);
});
