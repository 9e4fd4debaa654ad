import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  PublishLayerVersionCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AwsSetting, runDeploy } from '../support/aws-command.ts';
import { type AwsAnswer, startAwsProxy } from '../support/aws-proxy.ts';
import { type MotoServer, type NoMoto, startMoto } from '../support/moto-server.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const INSTALLING_MS = 600_000;
const HANDLER = 'export const handler = async () => "here";\n';
let started: MotoServer | NoMoto;
let moto: MotoServer;
let role: string;
/** By name: layers as they are published. */
const layers: Record<string, string> = {};

beforeAll(async () => {
  started = await startMoto();
  if ('notice' in started) return;
  moto = started;
  role = await moto.createRole('ada');
  for (const name of ['snapboot-node24-x86_64', 'snapboot-node26-x86_64', 'extension']) {
    layers[name] = await publishLayer(name);
  }
}, INSTALLING_MS);
beforeEach((context) => {
  if ('notice' in started) context.skip(started.notice);
});
afterAll(() => moto?.[Symbol.asyncDispose]());

test('a new function gets the layer that was published for its region, and Lambda’s defaults', async () => {
  await using folder = await functionFolder('orders');
  const { code, stdout, stderr } = await deploy(folder, 'orders', ...fresh(), '--env', 'TABLE=a=b');
  expect(stderr).toMatch(/^deploy: orders: 2 files, [\d.]+ KB as a zip, to eu-west-1\n$/);
  expect(stdout).toBe(`${arn('orders')}  created\n`);
  expect(code).toBe(0);
  expect(await configuration('orders')).toMatchObject({
    Runtime: 'provided.al2023',
    Handler: 'index.handler',
    Architectures: ['x86_64'],
    Role: role,
    MemorySize: 128,
    Timeout: 3,
    Environment: { Variables: { TABLE: 'a=b' } },
    Layers: [{ Arn: layers['snapboot-node24-x86_64'] }],
  });
});

test('an existing function is changed where it differs, and nowhere else', async () => {
  await using folder = await functionFolder('users');
  await using aws = await startAwsProxy(moto.endpoint, () => undefined);
  const run = (...options: string[]) => runDeploy(['users', ...options], { folder, endpoint: aws.endpoint });
  const changed = (): string[] => aws.calls.filter(({ method }) => method !== 'GET').map(({ path }) => lastPart(path));
  await run(...fresh(), '--memory', '512', '--env', 'ONE=1', '--env', 'TWO=2');
  expect(changed()).toEqual(['functions']);
  expect((await run()).stdout).toBe(`${arn('users')}  unchanged\n`);
  expect((await run('--memory', '512', '--env', 'TWO=2')).stdout).toBe(`${arn('users')}  unchanged\n`);
  expect(changed()).toEqual(['functions']);
  const { stdout, stderr } = await run('--timeout', '9', '--env', 'TWO=new');
  expect(stdout).toBe(`${arn('users')}  updated\n`);
  expect(stderr).toContain('deploy: changed Timeout, Environment\n');
  expect(changed()).toEqual(['functions', 'configuration']);
  expect(await configuration('users')).toMatchObject({
    Timeout: 9,
    MemorySize: 512,
    Environment: { Variables: { ONE: '1', TWO: 'new' } },
  });
});

test('changed code is sent again, by itself', async () => {
  await using folder = await functionFolder('code');
  await deploy(folder, 'code', ...fresh());
  const { CodeSha256 } = await configuration('code');
  await using changed = await functionFolder('code', `${HANDLER}// changed\n`);
  const { stderr } = await deploy(changed, 'code');
  expect(stderr).toContain('deploy: changed Code\n');
  expect((await configuration('code')).CodeSha256).not.toBe(CodeSha256);
});

test('a function keeps its other layers, and stays on its line of Node.js', async () => {
  await using folder = await functionFolder('layered');
  const newest = layers['snapboot-node26-x86_64'] ?? '';
  await deploy(folder, 'layered', ...fresh(), '--layer', layers.extension ?? '');
  expect((await deploy(folder, 'layered', '--node', '26')).code).toBe(0);
  const both = [{ Arn: layers.extension }, { Arn: newest }];
  expect((await configuration('layered')).Layers).toMatchObject(both);
  expect((await deploy(folder, 'layered')).stdout).toBe(`${arn('layered')}  unchanged\n`);
  await deploy(folder, 'layered', '--node', '24');
  expect((await configuration('layered')).Layers).toMatchObject([both[0], { Arn: layers['snapboot-node24-x86_64'] }]);
});

test('a dry run prints the calls, without secrets, and changes nothing', async () => {
  await using folder = await functionFolder('dry');
  const { code, stdout } = await deploy(folder, 'dry', ...fresh(), '--env', 'SECRET=hidden', '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^eu-west-1 GetFunction \{"FunctionName":"dry"\}\neu-west-1 CreateFunction \{.*\}\n$/);
  expect(stdout).toMatch(/"Variables":\{"SECRET":"\*\*\*"\}.*"Code":\{"ZipFile":"\(\d+ bytes\)"\}/);
  await expect(configuration('dry')).rejects.toThrow('Function not found');
});

test('it waits for the end of another change, whatever that is, and for that of its own', async () => {
  await using folder = await functionFolder('busy');
  await deploy(folder, 'busy', ...fresh());
  const found = await configuration('busy');
  // moto is done with everything at once.
  const states = ['InProgress', 'InProgress', 'Failed', 'Failed', 'InProgress', 'Failed', 'Failed'];
  await using aws = await startAwsProxy(moto.endpoint, ({ method }) => {
    if (method !== 'GET') return undefined;
    const LastUpdateStatus = states.shift();
    return { body: { Configuration: { ...found, LastUpdateStatus, LastUpdateStatusReason: 'no room' } } };
  });
  const { code, stderr } = await runDeploy(['busy', '--timeout', '5'], { folder, endpoint: aws.endpoint });
  expect(stderr).toContain('\nsnapboot: busy is not updated: no room\n');
  expect(code).toBe(1);
  const calls = aws.calls.map(({ method }) => method);
  expect(calls).toEqual(['GET', 'GET', 'GET', 'GET', 'PUT', 'GET', 'GET', 'GET']);
});

test.each<[string, string, AwsAnswer]>([
  [
    'its role is not known everywhere yet',
    'POST',
    {
      status: 400,
      error: 'InvalidParameterValueException',
      message: 'The role defined for the function cannot be assumed by Lambda.',
    },
  ],
  [
    'somebody else has begun a change meanwhile',
    'PUT',
    { status: 409, error: 'ResourceConflictException', message: 'An update is in progress for resource: new' },
  ],
])('a call is made again where %s, and one line says so', async (_title, method, fault) => {
  const name = `again-${method}`;
  await using folder = await functionFolder(name);
  if (method === 'PUT') await deploy(folder, name, ...fresh());
  const faults = [fault, fault];
  await using aws = await startAwsProxy(moto.endpoint, (call) => (call.method === method ? faults.shift() : undefined));
  const args = [name, ...fresh(), '--timeout', '7'];
  const { code, stdout, stderr } = await runDeploy(args, { folder, endpoint: aws.endpoint });
  const lines = stderr.split('\n').filter((line) => line.includes('trying again'));
  const { error, message } = fault as { error: string; message: string };
  expect(lines).toEqual([`deploy: ${name}: trying again for up to 63 s: ${error}: ${message}`]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${arn(name)}  ${method === 'PUT' ? 'updated' : 'created'}\n` });
  expect(aws.calls.filter((call) => call.method === method)).toHaveLength(3);
  expect(await configuration(name)).toMatchObject({ Timeout: 7 });
});

test.each<[string, readonly string[], string]>([
  ['a new function without a role', [], 'fresh is not there yet, and a new function needs its role: --role ARN'],
  [
    'no layer for it',
    ['--arch', 'arm64'],
    'layers.json has no layer for eu-west-1, arm64 and Node.js 24: snapboot layer publish --region eu-west-1 --arch arm64 --node 24, or --layer ARN',
  ],
  [
    'a layer of another region',
    ['--layer', 'arn:aws:lambda:us-east-1:123456789012:layer:any:1'],
    '--layer arn:aws:lambda:us-east-1:123456789012:layer:any:1: the function is in eu-west-1, layers must be too',
  ],
])('one line about %s', async (_title, options, line) => {
  await using folder = await functionFolder('fresh');
  await expectFault(['fresh', '--arch', 'x86_64', ...options], at(folder), line);
});

test('one line about a function of another architecture', async () => {
  await using folder = await functionFolder('intel');
  await deploy(folder, 'intel', ...fresh());
  await expectFault(
    ['intel', '--arch', 'arm64'],
    at(folder),
    'intel is there for x86_64, not arm64: --arch x86_64, or another --name',
  );
});

test.each<[string, AwsAnswer, string]>([
  [
    'AWS denies it',
    { status: 403, error: 'AccessDeniedException', message: 'no lambda:GetFunction' },
    'eu-west-1: access denied (no lambda:GetFunction)',
  ],
  [
    'the function is an image',
    { body: { Configuration: { PackageType: 'Image' } } },
    'denied is a container image: --name deploys beside it',
  ],
])('one line when %s', async (_title, answer, line) => {
  await using folder = await functionFolder('denied');
  await using aws = await startAwsProxy(undefined, () => answer);
  await expectFault(['denied'], { folder, endpoint: aws.endpoint }, line);
});

test('one line without credentials', async () => {
  await using folder = await functionFolder('alone');
  const variables = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const { code, stderr } = await runDeploy(['alone'], { ...at(folder), variables });
  expect(stderr).toMatch(/^snapboot: no credentials: set AWS_PROFILE, or [^\n]+\n$/);
  expect(code).toBe(1);
});

function at(folder: TemporaryFolder): AwsSetting {
  return { endpoint: moto.endpoint, folder };
}

function deploy(folder: TemporaryFolder, ...args: readonly string[]) {
  return runDeploy(args, at(folder));
}

/** What a new function needs, on whatever machine. */
function fresh(): readonly string[] {
  return ['--role', role, '--arch', 'x86_64'];
}

/** A folder with a function's folder in it, and with what `snapboot layer publish` leaves. */
function functionFolder(name: string, handler = HANDLER): Promise<TemporaryFolder> {
  const noted = (major: number) => ({
    arn: layers[`snapboot-node${major}-x86_64`],
    version: 1,
    sha256: '00',
    nodeVersion: `${major}.0.0`,
  });
  return temporaryFolder({
    [`${name}/index.mjs`]: handler,
    [`${name}/.git/HEAD`]: 'ref: refs/heads/main',
    [`${name}/lib/tool`]: '#!/bin/sh\n',
    'layers.json': JSON.stringify({ 'eu-west-1': { x86_64: { 24: noted(24), 26: noted(26) } } }),
  });
}

async function publishLayer(LayerName: string): Promise<string> {
  const ZipFile = zipSync({ bootstrap: strToU8(LayerName) });
  const command = new PublishLayerVersionCommand({ LayerName, Content: { ZipFile } });
  return (await moto.client('eu-west-1').send(command)).LayerVersionArn ?? '';
}

function configuration(FunctionName: string): Promise<FunctionConfiguration> {
  return moto.client('eu-west-1').send(new GetFunctionConfigurationCommand({ FunctionName }));
}

function arn(name: string): string {
  return `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
}

function lastPart(path: string): string {
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? ''
  );
}

async function expectFault(args: readonly string[], setting: AwsSetting, line: string): Promise<void> {
  const { code, stdout, stderr } = await runDeploy(args, setting);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(`snapboot: ${line}`);
  expect(stdout).toBe('');
  expect(code).toBe(1);
}
