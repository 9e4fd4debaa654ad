import { GetFunctionCommand, GetLayerVersionPolicyCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AwsSetting, awsVariables } from '../../support/aws-command.ts';
import { runSnapboot } from '../../support/run-snapboot.ts';
import { startService, type TestService } from '../../support/start-service.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';

// The whole layer is sent, as it would be to AWS.
vi.setConfig({ testTimeout: 300_000 });

const ARN = 'arn:aws:lambda:us-east-1:123456789012';
const ROLE = ['--role', 'arn:aws:iam::123456789012:role/any'];

let running: TestService;

beforeAll(async () => {
  running = await startService({});
});

afterAll(() => running[Symbol.asyncDispose]());

test('the layer is published, and a function is deployed onto it, runs, and is updated', async () => {
  await using folder = await temporaryFolder({
    'orders/index.mjs': `
      import { existsSync } from 'node:fs';
      export const handler = async () => [existsSync(process.argv[0]), process.env.TABLE];`,
  });
  const published = await run(folder, ['layer', 'publish', '--arch', 'x86_64']);
  expect(published).toMatchObject({ code: 0, stdout: `${ARN}:layer:snapboot-node24-x86_64:1  published\n` });
  expect((await run(folder, ['layer', 'publish', '--arch', 'x86_64'])).stdout).toContain('unchanged');
  const deploy = (...more: string[]) => run(folder, ['function', 'deploy', 'orders', ...ROLE, ...more]);
  expect(await deploy('--env', 'TABLE=one')).toMatchObject({ code: 0, stdout: `${ARN}:function:orders  created\n` });
  const { Configuration } = await running.client.send(new GetFunctionCommand({ FunctionName: 'orders' }));
  expect(Configuration?.Layers).toMatchObject([{ Arn: `${ARN}:layer:snapboot-node24-x86_64:1` }]);
  expect(await running.call('orders')).toEqual([true, 'one']);
  expect((await deploy('--env', 'TABLE=one')).stdout).toBe(`${ARN}:function:orders  unchanged\n`);
  expect((await deploy('--env', 'TABLE=two')).stdout).toBe(`${ARN}:function:orders  updated\n`);
  expect(await running.call('orders')).toEqual([true, 'two']);
});

test('a layer is published for everybody', async () => {
  await using folder = await temporaryFolder();
  const { code } = await run(folder, ['layer', 'publish', '--arch', 'x86_64', '--name', 'open', '--public']);
  expect(code).toBe(0);
  const target = { LayerName: 'open-node24-x86_64', VersionNumber: 1 };
  const { Policy = '' } = await running.client.send(new GetLayerVersionPolicyCommand(target));
  expect(JSON.parse(Policy).Statement).toMatchObject([{ Principal: '*', Action: 'lambda:GetLayerVersion' }]);
});

function run(folder: TemporaryFolder, args: readonly string[]): ReturnType<typeof runSnapboot> {
  const setting: AwsSetting = { folder, endpoint: running.service.endpoint, variables: { AWS_REGION: 'us-east-1' } };
  return runSnapboot(args, { cwd: folder.path, variables: awsVariables(setting) });
}
