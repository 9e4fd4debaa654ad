import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { unzipSync } from 'fflate';
import { expect, test, vi } from 'vitest';
import { type AwsSetting, awsVariables } from '../../support/aws-command.ts';
import { imagesNeed } from '../../support/image-function.ts';
import { type CommandRun, runSnapboot } from '../../support/run-snapboot.ts';
import { startService } from '../../support/start-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// A function is built and compared, and the whole layer is sent.
vi.setConfig({ testTimeout: 600_000 });

const ROLE = ['--role', 'arn:aws:iam::123456789012:role/any'];
const NOT_USED = 'the process image is not used';
const SOURCES = {
  'index.ts': `import { readFileSync } from 'node:fs';
    const loadedIn: number = process.ppid;
    export const handler = async ({ asks }: { asks?: boolean }): Promise<unknown> =>
      asks ? [readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image'), process.env.TABLE] : typeof loadedIn;`,
  'package.json': '{"type":"module"}',
  'event.json': '{}',
};

const missing = await imagesNeed();

test.skipIf(missing)('a function is built with an image, deployed, and starts from it', async () => {
  const log: string[] = [];
  await using lambda = await startService({ sandbox: true, onLogLine: (_name, line) => log.push(line) });
  await using folder = await temporaryFolder(SOURCES);
  const setting: AwsSetting = { folder, endpoint: lambda.service.endpoint, variables: { AWS_REGION: 'us-east-1' } };
  const run = (...args: string[]): Promise<CommandRun> =>
    runSnapboot(args, { cwd: folder.path, variables: awsVariables(setting) });

  const files = ['index.ts', '--event', 'event.json', '--out', 'orders'];
  expect(await run('function', 'build', ...files, '--image', '--trials', '0')).toMatchObject({ code: 0 });
  expect(await run('layer', 'publish', '--arch', 'x86_64')).toMatchObject({ code: 0 });
  const deploy = (...more: string[]) => run('function', 'deploy', 'orders', ...ROLE, ...more);
  expect(await deploy('--env', 'TABLE=one')).toMatchObject({ code: 0, stdout: expect.stringContaining('created') });

  const { Code } = await lambda.client.send(new GetFunctionCommand({ FunctionName: 'orders' }));
  const zip = new Uint8Array(await (await fetch(Code?.Location ?? '')).arrayBuffer());
  // The image, what is told of it, and what starts without it.
  const names = Object.keys(unzipSync(zip));
  expect(names).toEqual(expect.arrayContaining(['.snapboot/image', 'snapboot.json', 'index.js']));

  expect(await lambda.call('orders', { asks: true })).toEqual([true, 'one']);
  // Another environment with other variables has the same image.
  expect((await deploy('--env', 'TABLE=two')).stdout).toContain('updated');
  expect(await lambda.call('orders', { asks: true })).toEqual([true, 'two']);
  expect((await deploy('--env', 'TABLE=two', '--env', 'SNAPBOOT_BOOT=plain')).stdout).toContain('updated');
  expect(await lambda.call('orders', { asks: true })).toEqual([false, 'two']);
  expect(log.filter((line) => line.includes(NOT_USED))).toEqual([]);

  const unfit = ['--env', 'SNAPBOOT_BOOT=image', '--env', 'SSL_CERT_FILE=/dev/null'];
  expect((await deploy(...unfit)).stdout).toContain('updated');
  expect(await lambda.call('orders', { asks: true })).toEqual([false, 'two']);
  await expect.poll(() => log.filter((line) => line.includes(NOT_USED))).toHaveLength(1);
});
