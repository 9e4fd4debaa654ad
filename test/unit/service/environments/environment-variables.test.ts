import { expect, test } from 'vitest';
import { environmentVariables, RESERVED_VARIABLES } from '../../../../service/environments/environment-variables.ts';
import { functionConfig } from '../../../../service/functions/function-config.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const config = functionConfig({
  name: 'demo',
  taskRoot: '/task',
  handler: 'index.handler',
  memoryMb: 256,
  timeoutMs: 3000,
  variables: { TABLE: 'users', TZ: 'Europe/Berlin' },
});
const inside = { taskRoot: '/var/task', layers: '/opt', runtime: '/var/runtime', temporary: '/tmp' };
const place = { runtimeApi: '127.0.0.1:9001', sandbox: { kind: 'bubblewrap', inside }, logStream: 'stream' } as const;

test('a runtime sees what Lambda sets, and the variables of its function', () => {
  expect(environmentVariables(config, place, {})).toEqual({
    LANG: 'en_US.UTF-8',
    TZ: 'Europe/Berlin',
    AWS_LAMBDA_LOG_FORMAT: 'Text',
    TABLE: 'users',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
    LD_LIBRARY_PATH: '/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    TMPDIR: '/tmp',
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
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  });
});

test('of the own environment it sees region and credentials, and nothing else', () => {
  const own = {
    PATH: '/home/me/bin',
    HOME: '/home/me',
    NODE_OPTIONS: '--inspect',
    AWS_EXECUTION_ENV: 'mine',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_SESSION_TOKEN: 'token',
  };
  const seen = environmentVariables(config, place, own);
  expect(seen).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_SESSION_TOKEN: 'token' });
  expect(seen.PATH).not.toContain('/home');
  for (const name of ['HOME', 'NODE_OPTIONS', 'AWS_EXECUTION_ENV']) expect(seen).not.toHaveProperty(name);
});

test.each([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ENDPOINT_URL',
])('%s of the own environment is passed on', (name) => {
  expect(environmentVariables(config, place, { [name]: 'own' })).toHaveProperty(name, 'own');
});

test('where the service has an X-Ray daemon, its function does, unless it has another', () => {
  const own = { AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000' };
  const seen = environmentVariables(config, place, own);
  expect(seen).toMatchObject({ ...own, _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1', _AWS_XRAY_DAEMON_PORT: '2000' });
  const other = { AWS_XRAY_DAEMON_ADDRESS: '127.0.0.2:2000' };
  expect(environmentVariables({ ...config, variables: other }, place, own)).toMatchObject(other);
});

test('with SnapStart it sees nothing that is wrong in the copies of a snapshot', () => {
  const own = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
  const seen = environmentVariables({ ...config, snapStart: true }, { ...place, credentialsToken: 'opens' }, own);
  expect(seen).toMatchObject({
    AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9001/2021-04-23/credentials',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'opens',
  });
  for (const name of [...Object.keys(own), 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME']) {
    expect(seen).not.toHaveProperty(name);
  }
});

test('without a sandbox programs and packages are looked for where they are on this machine', () => {
  const folders = { taskRoot: '/code', layers: '/layers', runtime: '/runtime', temporary: '/temporary' };
  const bare = { ...place, sandbox: { kind: 'none', inside: folders } } as const;
  expect(environmentVariables(config, bare, { PATH: '/bin' })).toMatchObject({
    PATH: '/bin:/layers/bin',
    NODE_PATH: '/layers/nodejs/node_modules',
    LAMBDA_TASK_ROOT: '/code',
    LAMBDA_RUNTIME_DIR: '/runtime',
    TMPDIR: '/temporary',
  });
});

test('without a sandbox packages of a line of Node.js come before those of all', async () => {
  await using layers = await temporaryFolder({ 'nodejs/node24/node_modules/a': '', 'nodejs/other/node_modules/a': '' });
  const folders = { taskRoot: '/code', layers: layers.path, runtime: '/runtime', temporary: '/temporary' };
  const bare = { ...place, sandbox: { kind: 'none', inside: folders } } as const;
  expect(environmentVariables(config, bare, {}).NODE_PATH).toBe(
    `${layers.path}/nodejs/node24/node_modules:${layers.path}/nodejs/node_modules`,
  );
});

test('every variable that the platform must set is reserved', () => {
  const unreserved = [
    'LANG',
    'TZ',
    'TABLE',
    'AWS_LAMBDA_LOG_FORMAT',
    'AWS_XRAY_CONTEXT_MISSING',
    'TMPDIR',
    'PATH',
    'LD_LIBRARY_PATH',
  ];
  const names = Object.keys(environmentVariables(config, place, {})).filter((name) => !unreserved.includes(name));
  expect(names.filter((name) => !RESERVED_VARIABLES.has(name))).toEqual([]);
});
