import { expect, test } from 'vitest';
import { extensionVariables } from '../../../../service/extensions/extension-variables.ts';

test('an extension sees what the runtime sees, without what concerns the runtime alone', () => {
  const shared = {
    AWS_ACCESS_KEY_ID: 'key',
    AWS_LAMBDA_FUNCTION_NAME: 'demo',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    GREETING: 'hello',
    PATH: '/bin',
  };
  const withheld = {
    AWS_EXECUTION_ENV: 'x',
    AWS_LAMBDA_LOG_GROUP_NAME: 'x',
    AWS_LAMBDA_LOG_STREAM_NAME: 'x',
    AWS_XRAY_CONTEXT_MISSING: 'x',
    AWS_XRAY_DAEMON_ADDRESS: 'x',
    LAMBDA_RUNTIME_DIR: 'x',
    LAMBDA_TASK_ROOT: 'x',
    _AWS_XRAY_DAEMON_ADDRESS: 'x',
    _AWS_XRAY_DAEMON_PORT: 'x',
    _HANDLER: 'x',
    _OWN: 'x',
  };
  expect(extensionVariables({ ...shared, ...withheld })).toEqual(shared);
});
