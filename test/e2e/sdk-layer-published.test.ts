import { readdirSync, readFileSync } from 'node:fs';
import { GetFunctionConfigurationCommand, GetLayerVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AwsSetting, runDeploy, runPublish } from '../support/aws-command.ts';
import { type MotoServer, type NoMoto, startMoto } from '../support/moto-server.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const INSTALLING_MS = 600_000;
const INTEL = ['--arch', 'x86_64'];
const SDK = ['--sdk', '@aws-sdk/client-s3'];
const SENT = /\neu-west-1 PublishLayerVersion \{"LayerName":"dry-sdk-node24",.*"ZipFile":"\(\d+ bytes\)".*\}\n$/;
let started: MotoServer | NoMoto;
let moto: MotoServer;
let role: string;

beforeAll(async () => {
  started = await startMoto();
  if ('notice' in started) return;
  moto = started;
  role = await moto.createRole('ada');
}, INSTALLING_MS);
beforeEach((context) => {
  if ('notice' in started) context.skip(started.notice);
});
afterAll(() => moto?.[Symbol.asyncDispose]());

test('the layer of the SDK is published beside those of the runtime, once for both architectures', async () => {
  await using folder = await functionFolder();
  const { code, stdout } = await runPublish(['--name', 'first', ...SDK], at(folder));
  const arns = ['first-node24-x86_64', 'first-node24-arm64', 'first-sdk-node24'].map((name) => layerArn(name));
  expect(stdout).toBe(arns.map((arn) => `${arn}  published\n`).join(''));
  expect(code).toBe(0);
  const { sha256, ...noted } = JSON.parse(readFileSync(`${folder.path}/layers.json`, 'utf8'))['eu-west-1'].sdk['24'];
  expect(noted).toEqual({ arn: arns[2], version: 1, sdkVersion: expect.stringMatching(/^3\./) });
  const command = new GetLayerVersionCommand({ LayerName: 'first-sdk-node24', VersionNumber: 1 });
  expect(await moto.client('eu-west-1').send(command)).toMatchObject({
    CompatibleArchitectures: ['x86_64', 'arm64'],
    CompatibleRuntimes: ['provided.al2023'],
    LicenseInfo: expect.stringContaining('Apache-2.0'),
    Description: expect.stringMatching(`^AWS SDK for JavaScript 3\\S+, \\d+ packages, Node\\.js 24, sha256 ${sha256}$`),
  });
});

test('it is published again only when other packages are in it', async () => {
  await using folder = await functionFolder();
  const publish = async (...options: string[]): Promise<string | undefined> => {
    const { stdout } = await runPublish(['--name', 'again', ...INTEL, ...options], at(folder));
    return stdout.trimEnd().split('\n').at(-1);
  };
  expect(await publish(...SDK)).toBe(`${layerArn('again-sdk-node24')}  published`);
  expect(await publish(...SDK)).toBe(`${layerArn('again-sdk-node24')}  unchanged`);
  expect(await publish('--sdk', 'common')).toBe(`${layerArn('again-sdk-node24', 2)}  published`);
  expect(await publish()).toBe(`${layerArn('again-node24-x86_64')}  unchanged`);
});

test('a dry run prints the calls and changes nothing', async () => {
  await using folder = await functionFolder();
  const published = await runPublish(['--name', 'dry', ...INTEL, '--sdk', '--dry-run'], at(folder));
  expect(published).toMatchObject({ code: 0, stdout: expect.stringMatching(SENT) });
  expect(readdirSync(folder.path)).toEqual(['orders']);
  await runPublish(['--name', 'wet', ...INTEL, ...SDK], at(folder));
  const { stdout } = await deploy(folder, '--name', 'dry', '--sdk', '--dry-run');
  expect(stdout).toContain(`"Layers":["${layerArn('wet-sdk-node24')}","${layerArn('wet-node24-x86_64')}"]`);
  await expect(layersOf('dry')).rejects.toThrow('Function not found');
});

test('a function has both layers with --sdk, and keeps them without', async () => {
  await using folder = await functionFolder();
  await runPublish([...INTEL, ...SDK], at(folder));
  expect((await deploy(folder, '--sdk')).stdout).toBe(`${functionArn('orders')}  created\n`);
  const both = [layerArn('snapboot-sdk-node24'), layerArn('snapboot-node24-x86_64')];
  expect(await layersOf('orders')).toEqual(both);
  expect((await deploy(folder)).stdout).toBe(`${functionArn('orders')}  unchanged\n`);
  expect((await deploy(folder, '--sdk')).stdout).toBe(`${functionArn('orders')}  unchanged\n`);
});

test('a function that gets the SDK later, or on another line of Node.js, has one of it', async () => {
  await using folder = await functionFolder();
  for (const line of ['24', '26']) await runPublish([...INTEL, '--node', line, ...SDK], at(folder));
  await deploy(folder, '--name', 'later');
  await deploy(folder, '--name', 'later', '--sdk');
  const both = (line: number) => [layerArn(`snapboot-node${line}-x86_64`), layerArn(`snapboot-sdk-node${line}`)];
  expect(await layersOf('later')).toEqual(both(24));
  const { stderr } = await deploy(folder, '--name', 'later', '--node', '26');
  expect(stderr).toContain('snapboot: snapboot-sdk-node24 is not for Node.js 26: --sdk attaches the one that is\n');
  await deploy(folder, '--name', 'later', '--node', '26', '--sdk');
  expect(await layersOf('later')).toEqual(both(26));
});

test('one line when no layer of the SDK was published there', async () => {
  await using folder = await functionFolder();
  await runPublish(INTEL, at(folder));
  const { code, stderr } = await deploy(folder, '--name', 'without', '--sdk');
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(
    'snapboot: layers.json has no layer of the AWS SDK for eu-west-1 and Node.js 24: snapboot layer publish --region eu-west-1 --node 24 --sdk',
  );
  expect(code).toBe(1);
});

function functionFolder(): Promise<TemporaryFolder> {
  return temporaryFolder({ 'orders/index.mjs': 'export const handler = async () => "here";\n' });
}

function at(folder: TemporaryFolder): AwsSetting {
  return { endpoint: moto.endpoint, folder };
}

function deploy(folder: TemporaryFolder, ...options: readonly string[]) {
  return runDeploy(['orders', '--role', role, ...INTEL, ...options], at(folder));
}

function layerArn(name: string, version = 1): string {
  return `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:${version}`;
}

function functionArn(name: string): string {
  return `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
}

async function layersOf(FunctionName: string): Promise<readonly (string | undefined)[]> {
  const command = new GetFunctionConfigurationCommand({ FunctionName });
  const { Layers = [] } = await moto.client('eu-west-1').send(command);
  return Layers.map(({ Arn }) => Arn);
}
