import { LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { deployFunction } from '../../../../layer/deploy/deploy-function.ts';
import { readDeployOptions } from '../../../../layer/deploy/deploy-options.ts';
import { functionArchive } from '../../../../layer/deploy/function-archive.ts';
import { type AwsAnswer, startAwsProxy } from '../../../support/aws-proxy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const LAYER = 'arn:aws:lambda:eu-west-1:123456789012:layer:ours:1';
const ROLE = 'arn:aws:iam::123456789012:role/nobody';

test.each<[string, Extract<AwsAnswer, { status: number }>, number]>([
  [
    'a role that Lambda never gets to know',
    {
      status: 400,
      error: 'InvalidParameterValueException',
      message: 'The role defined for the function cannot be assumed by Lambda.',
    },
    4,
  ],
  [
    'another parameter that is wrong',
    { status: 400, error: 'InvalidParameterValueException', message: 'The runtime parameter is wrong.' },
    1,
  ],
  [
    'a function that somebody else has just created',
    { status: 409, error: 'ResourceConflictException', message: 'Function already exist: fresh' },
    1,
  ],
])('%s ends in its error after a bounded number of attempts', async (_what, fault, attempts) => {
  await using folder = await temporaryFolder({ 'index.mjs': '' });
  await using aws = await startAwsProxy(undefined, ({ method }) =>
    method === 'GET' ? { status: 404, error: 'ResourceNotFoundException' } : fault,
  );
  const client = new LambdaClient({
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const options = readDeployOptions([folder.path, '--name', 'fresh', '--role', ROLE, '--layer', LAYER]);
  const lines: string[] = [];
  const setting = {
    ...options,
    region: 'eu-west-1',
    objectStore: () => Promise.reject(new Error('not asked for')),
    say: (line: string) => void lines.push(line),
    delaysMs: [1, 1, 1],
  };
  await expect(deployFunction(client, await functionArchive(folder.path), setting)).rejects.toMatchObject({
    name: fault.error,
    message: fault.message,
  });
  expect(aws.calls.filter(({ method }) => method === 'POST')).toHaveLength(attempts);
  expect(lines).toHaveLength(attempts > 1 ? 1 : 0);
  client.destroy();
});
