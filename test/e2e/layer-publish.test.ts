import { readdirSync, readFileSync } from 'node:fs';
import { GetLayerVersionCommand, GetLayerVersionPolicyCommand, ListLayerVersionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AwsSetting, runPublish } from '../support/aws-command.ts';
import { type AwsAnswer, type AwsCall, startAwsProxy } from '../support/aws-proxy.ts';
import { type MotoServer, type NoMoto, startMoto } from '../support/moto-server.ts';
import { runSnapboot } from '../support/run-snapboot.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const INSTALLING_MS = 600_000;
const ARM = ['--arch', 'arm64'];
const DENIED = {
  status: 403,
  error: 'AccessDeniedException',
  message: 'User: arn:aws:iam::123456789012:user/ada is not authorized to perform: lambda:PublishLayerVersion',
};
let started: MotoServer | NoMoto;
let moto: MotoServer;

beforeAll(async () => {
  started = await startMoto();
  if (!('notice' in started)) moto = started;
}, INSTALLING_MS);
beforeEach((context) => {
  if ('notice' in started) context.skip(started.notice);
});
afterAll(() => moto?.[Symbol.asyncDispose]());

test('each architecture is a layer of its own, with all that Lambda shows of it, and a note of its ARN', async () => {
  await using folder = await temporaryFolder();
  const { code, stdout } = await runPublish(['--name', 'first'], at(folder));
  expect(stdout).toBe(`${arn('first-node24-x86_64')}  published\n${arn('first-node24-arm64')}  published\n`);
  expect(code).toBe(0);
  const version = await layerVersion('first-node24-arm64', 1);
  const { sha256 } = layersFile(folder)['eu-west-1'].arm64['24'];
  expect(version).toMatchObject({
    CompatibleArchitectures: ['arm64'],
    CompatibleRuntimes: ['provided.al2023'],
    LicenseInfo: 'Apache-2.0',
    Description: expect.stringMatching(`^snapboot \\S+, Node\\.js 24\\.\\d+\\.\\d+, arm64, sha256 ${sha256}$`),
    Content: { CodeSha256: Buffer.from(sha256, 'hex').toString('base64') },
  });
  expect(layersFile(folder)).toMatchObject({
    'eu-west-1': {
      arm64: { 24: { arn: arn('first-node24-arm64'), version: 1, nodeVersion: expect.stringMatching(/^24\./) } },
      x86_64: { 24: { arn: arn('first-node24-x86_64'), version: 1 } },
    },
  });
});

test('only what has changed is published again', async () => {
  await using folder = await temporaryFolder();
  const publish = (words: string) =>
    runPublish(['--name', 'again', ...ARM, '--description', 'ours'], at(folder, { SMALL_ARCHIVE: words }));
  await publish('one');
  expect((await publish('one')).stdout).toBe(`${arn('again-node24-arm64')}  unchanged\n`);
  expect((await publish('two')).stdout).toBe(`${arn('again-node24-arm64', 2)}  published\n`);
  expect(layersFile(folder)['eu-west-1'].arm64['24'].version).toBe(2);
  expect((await layerVersion('again-node24-arm64', 2)).Description).toMatch(/^ours, sha256 [0-9a-f]{64}$/);
});

test('several regions get it, and what the file says of others stays', async () => {
  const other = { 'ap-south-1': { arm64: { 26: { arn: 'kept', version: 7, sha256: '00', nodeVersion: '26.0.0' } } } };
  await using folder = await temporaryFolder({ 'noted/all.json': JSON.stringify(other) });
  const { code, stdout } = await runPublish(
    ['--region', 'us-east-1', '--region', 'eu-north-1', ...ARM, '--node', '26', '--layers-file', 'noted/all.json'],
    at(folder),
  );
  expect(code).toBe(0);
  expect(stdout.split('\n').sort()).toEqual([
    '',
    `${arn('snapboot-node26-arm64', 1, 'eu-north-1')}  published`,
    `${arn('snapboot-node26-arm64', 1, 'us-east-1')}  published`,
  ]);
  const file = layersFile(folder, 'noted/all.json');
  expect(Object.keys(file)).toEqual(['ap-south-1', 'eu-north-1', 'us-east-1']);
  expect(file).toMatchObject(other);
  expect(readdirSync(`${folder.path}/noted`)).toEqual(['all.json']);
});

test.each([
  [['--public'], { Sid: 'snapboot-public', Principal: '*' }],
  // AWS makes a condition of the organization; moto keeps what was asked for.
  [['--org', 'o-a1b2c3d4e5'], { Sid: 'snapboot-o-a1b2c3d4e5', Principal: '*', OrganizationId: 'o-a1b2c3d4e5' }],
])('%j permits once, also for a layer that is there already', async (options, statement) => {
  await using folder = await temporaryFolder();
  const LayerName = `permits${options[0]}-node24-arm64`;
  const publish = (...more: string[]) => runPublish(['--name', `permits${options[0]}`, ...ARM, ...more], at(folder));
  await publish();
  expect((await publish(...options)).code).toBe(0);
  expect((await publish(...options)).code).toBe(0);
  const { Policy } = await moto
    .client('eu-west-1')
    .send(new GetLayerVersionPolicyCommand({ LayerName, VersionNumber: 1 }));
  const statements = JSON.parse(Policy ?? '').Statement;
  expect(statements).toEqual([expect.objectContaining({ ...statement, Action: 'lambda:GetLayerVersion' })]);
});

test('a dry run prints the calls and changes nothing', async () => {
  await using folder = await temporaryFolder();
  const { code, stdout } = await runPublish(['--name', 'dry', ...ARM, '--public', '--dry-run'], at(folder));
  expect(code).toBe(0);
  const calls = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ', 2).join(' '));
  expect(calls).toEqual([
    'eu-west-1 ListLayerVersions',
    'eu-west-1 PublishLayerVersion',
    'eu-west-1 AddLayerVersionPermission',
  ]);
  expect(stdout).toMatch(/"LayerName":"dry-node24-arm64".*"Content":\{"ZipFile":"\(\d+ bytes\)"\}/);
  expect(readdirSync(folder.path)).toEqual([]);
  const { LayerVersions } = await moto
    .client('eu-west-1')
    .send(new ListLayerVersionsCommand({ LayerName: 'dry-node24-arm64' }));
  expect(LayerVersions).toEqual([]);
});

test('all regions are those that the account has enabled', async () => {
  await using folder = await temporaryFolder();
  // moto has no ListRegions.
  await using aws = await behind(({ path, body }) => {
    if (path !== '/listRegions') return undefined;
    expect(JSON.parse(body).RegionOptStatusContains).toEqual(['ENABLED', 'ENABLED_BY_DEFAULT']);
    if (!body.includes('NextToken')) return { body: { Regions: [{ RegionName: 'us-west-2' }], NextToken: 'more' } };
    return { body: { Regions: [{ RegionName: 'ca-west-1' }] } };
  });
  const { code } = await runPublish(['--region', 'all', ...ARM], { ...at(folder), endpoint: aws.endpoint });
  expect(code).toBe(0);
  expect(Object.keys(layersFile(folder))).toEqual(['ca-west-1', 'us-west-2']);
});

test('a region that refuses does not keep the others from it, and is told at the end', async () => {
  await using folder = await temporaryFolder();
  await using aws = await behind(({ region }) => (region === 'us-east-2' ? DENIED : undefined));
  const regions = ['us-east-2', 'us-west-1', 'sa-east-1', 'eu-south-1'].flatMap((name) => ['--region', name]);
  const { code, stderr } = await runPublish([...regions, ...ARM], { ...at(folder), endpoint: aws.endpoint });
  expect(code).toBe(1);
  expect(lastLine(stderr)).toBe(`snapboot: 1 of 4 regions failed: us-east-2: access denied (${DENIED.message})`);
  expect(Object.keys(layersFile(folder))).toEqual(['eu-south-1', 'sa-east-1', 'us-west-1']);
});

test('a layer is noted even when its permission is refused', async () => {
  await using folder = await temporaryFolder();
  await using aws = await behind(({ path }) => (path.includes('/policy') ? DENIED : undefined));
  const { code, stderr } = await runPublish(['--name', 'closed', ...ARM, '--public'], {
    ...at(folder),
    endpoint: aws.endpoint,
  });
  expect(code).toBe(1);
  expect(lastLine(stderr)).toMatch(/^snapboot: eu-west-1: access denied/);
  expect(layersFile(folder)['eu-west-1'].arm64['24'].arn).toBe(arn('closed-node24-arm64'));
});

test('a throttled call is made again', async () => {
  await using folder = await temporaryFolder();
  let throttled = 1;
  await using aws = await behind(({ method }) => {
    if (method !== 'POST' || throttled === 0) return undefined;
    throttled -= 1;
    return { status: 429, error: 'TooManyRequestsException' };
  });
  const { code, stdout } = await runPublish(['--name', 'later', ...ARM], { ...at(folder), endpoint: aws.endpoint });
  expect(stdout).toBe(`${arn('later-node24-arm64')}  published\n`);
  expect(code).toBe(0);
});

test.each<[string, AwsAnswer, string]>([
  [
    'throttles for good',
    { status: 429, error: 'TooManyRequestsException', message: 'Rate exceeded' },
    'Lambda has taken too many calls at a time, try again later (Rate exceeded)',
  ],
  [
    'does not know the credentials',
    { status: 403, error: 'UnrecognizedClientException', message: 'invalid token' },
    'the region does not accept these credentials: are they right, and is the region enabled for the account? (invalid token)',
  ],
  [
    'finds them expired',
    { status: 403, error: 'ExpiredTokenException', message: 'expired' },
    'the credentials have expired: sign in again (expired)',
  ],
  [
    'answers something new',
    { status: 400, error: 'UnheardOfException', message: 'no\nreason' },
    'UnheardOfException: no reason',
  ],
])('one line when AWS %s', async (_title, answer, line) => {
  await using folder = await temporaryFolder();
  await using aws = await startAwsProxy(undefined, () => answer);
  await expectFault(ARM, { ...at(folder), endpoint: aws.endpoint }, `eu-west-1: ${line}`);
});

test('one line when there is no such region', async () => {
  await using folder = await temporaryFolder();
  const endpoint = 'http://lambda.eu-nowhere-9.invalid';
  await expectFault(
    ['--region', 'eu-nowhere-9', ...ARM],
    { folder, endpoint },
    /^eu-nowhere-9: .*lambda\.eu-nowhere-9/,
  );
});

test('one line when nothing listens, or something else than AWS', async () => {
  await using folder = await temporaryFolder();
  await expectFault(
    ARM,
    { folder, endpoint: 'http://127.0.0.1:1' },
    /^eu-west-1: the call has failed \(.*ECONNREFUSED/,
  );
  await expectFault(['--region', 'all'], at(folder), '--region all: what answers there is not AWS');
});

test('one line, and no build, without credentials or a region', async () => {
  await using folder = await temporaryFolder();
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const { code, stderr } = await runPublish([], at(folder, none));
  expect(stderr).toMatch(/^snapboot: no credentials: set AWS_PROFILE, or [^\n]+\n$/);
  expect(code).toBe(1);
  const { stderr: noRegion } = await runPublish([], at(folder, { AWS_REGION: '' }));
  expect(noRegion).toMatch(/^snapboot: which region\? [^\n]+\n$/);
});

test('one line, and no build, when the file of ARNs is something else', async () => {
  await using folder = await temporaryFolder({ 'layers.json': '{"eu-west-1": {"arm64": []}}' });
  const { code, stderr } = await runPublish([], at(folder));
  expect(stderr).toBe('snapboot: layers.json is not what snapboot layer publish writes; move it away\n');
  expect(code).toBe(1);
});

test('the command line of the layer leads there', async () => {
  const { code, stdout } = await runSnapboot(['layer', 'publish', '--help']);
  expect(stdout).toContain('Usage: snapboot layer publish [options]');
  expect(code).toBe(0);
});

function at(folder: TemporaryFolder, variables: Readonly<Record<string, string>> = {}): AwsSetting {
  return { endpoint: moto.endpoint, folder, variables };
}

function behind(answer: (call: AwsCall) => AwsAnswer | undefined) {
  return startAwsProxy(moto.endpoint, answer);
}

function arn(name: string, version = 1, region = 'eu-west-1'): string {
  return `arn:aws:lambda:${region}:123456789012:layer:${name}:${version}`;
}

function layersFile(folder: TemporaryFolder, name = 'layers.json') {
  return JSON.parse(readFileSync(`${folder.path}/${name}`, 'utf8'));
}

function layerVersion(LayerName: string, VersionNumber: number) {
  return moto.client('eu-west-1').send(new GetLayerVersionCommand({ LayerName, VersionNumber }));
}

async function expectFault(args: readonly string[], setting: AwsSetting, line: string | RegExp): Promise<void> {
  const { code, stdout, stderr } = await runPublish(args, setting);
  const fault = lastLine(stderr).replace(/^snapboot: /, '');
  if (typeof line === 'string') expect(fault).toBe(line);
  else expect(fault).toMatch(line);
  expect(stdout).toBe('');
  expect(code).toBe(1);
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
