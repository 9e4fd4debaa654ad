import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  PublishLayerVersionCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { objectStore } from '../../layer/cloud/object-store.ts';
import { type Deployment, deployFunction } from '../../layer/deploy/deploy-function.ts';
import { readDeployOptions } from '../../layer/deploy/deploy-options.ts';
import type { FunctionArchive } from '../../layer/deploy/function-archive.ts';
import { megabytes } from '../../layer/layer-size.ts';
import { awsVariables, runDeploy } from '../support/aws-command.ts';
import { ANY_CREDENTIALS, type Bucket, type MotoServer, type NoMoto, startMoto } from '../support/moto-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const INSTALLING_MS = 600_000;
const MB = 1024 * 1024;
const DEPLOY = new URL('../../layer/deploy/', import.meta.url).href;
const REGION = 'eu-west-1';
const PLACE = /s3:\/\/code-of-mine\/snapboot\/large\/[0-9a-f]{64}\.zip/;

let started: MotoServer | NoMoto;
let moto: MotoServer;
let bucket: Bucket;
let always: readonly string[];

beforeAll(async () => {
  started = await startMoto();
  if ('notice' in started) return;
  moto = started;
  vi.stubEnv('AWS_ENDPOINT_URL', moto.endpoint);
  bucket = await moto.createBucket('code-of-mine', REGION);
  const Content = { ZipFile: zipSync({ bootstrap: strToU8('') }) };
  const { LayerVersionArn = '' } = await moto
    .client(REGION)
    .send(new PublishLayerVersionCommand({ LayerName: 'ours', Content }));
  always = ['large', '--arch', 'x86_64', '--layer', LayerVersionArn, '--role', await moto.createRole('ada')];
}, INSTALLING_MS);
beforeEach((context) => {
  if ('notice' in started) context.skip(started.notice);
});
afterAll(() => moto?.[Symbol.asyncDispose]());

test('code that is too large for a request goes through a bucket, and does not stay there', async () => {
  await using folder = await temporaryFolder({ 'large/index.mjs': '' });
  await writeFile(join(folder.path, 'large/data'), randomBytes(51 * MB));
  const { stdout, stderr } = await runDeploy([...always, '--bucket', bucket.name], {
    folder,
    endpoint: moto.endpoint,
  });
  expect(stdout).toBe('arn:aws:lambda:eu-west-1:123456789012:function:large  created\n');
  expect(stderr.split('\n').at(-2)).toMatch(new RegExp(`^deploy: large: sending the zip to ${PLACE.source}$`));
  expect(await configuration()).toMatchObject({ CodeSize: expect.any(Number), State: 'Active' });
  expect((await configuration()).CodeSize).toBeGreaterThan(51 * MB);
  expect(await bucket.keys()).toEqual([]);
});

test('so does code that has changed', async () => {
  const archive = largeArchive();
  await expect(deploy(archive, '--bucket', bucket.name)).resolves.toMatchObject({ changes: ['Code'] });
  expect(await configuration()).toMatchObject({ CodeSize: archive.zip.length });
  expect(await bucket.keys()).toEqual([]);
});

test('a dry run prints that it would be sent, and removed again', async () => {
  const program = `
    import { lambdaClients } from '${DEPLOY}../cloud/lambda-clients.ts';
    import { objectStore } from '${DEPLOY}../cloud/object-store.ts';
    import { deployFunction } from '${DEPLOY}deploy-function.ts';
    import { readDeployOptions } from '${DEPLOY}deploy-options.ts';
    const options = readDeployOptions(process.argv.slice(1));
    const clients = await lambdaClients(options);
    const archive = { zip: new Uint8Array(${51 * MB}), sha256: 'SHA256', codeSha256: 'SHA256', files: 1 };
    const store = () => objectStore('${REGION}', clients);
    await deployFunction(clients.in('${REGION}'), archive, { ...options, region: '${REGION}', objectStore: store, say() {} });`;
  await using folder = await temporaryFolder();
  const args = [...always, '--name', 'dry', '--bucket', bucket.name, '--dry-run'];
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, ...args], {
    env: awsVariables({ folder, endpoint: moto.endpoint }),
  });
  expect(stdout.split('\n')).toEqual([
    'eu-west-1 GetFunction {"FunctionName":"dry"}',
    `eu-west-1 PutObject {"Bucket":"code-of-mine","Key":"snapboot/dry/SHA256.zip","Body":"(${51 * MB} bytes)"}`,
    expect.stringMatching(/CreateFunction .*"Code":\{"S3Bucket":"code-of-mine","S3Key":"snapboot\/dry\/SHA256\.zip"\}/),
    'eu-west-1 DeleteObject {"Bucket":"code-of-mine","Key":"snapboot/dry/SHA256.zip"}',
    '',
  ]);
});

test('code that Lambda refuses does not stay in the bucket either', async () => {
  const role = 'arn:aws:iam::123456789012:role/nobody';
  const refused = deploy(largeArchive(), '--bucket', bucket.name, '--name', 'refused', '--role', role);
  await expect(refused).rejects.toThrow('The role defined for the function cannot be assumed by Lambda.');
  expect(await bucket.keys()).toEqual([]);
});

test('without a bucket for it nothing is sent, and one line says what to do', async () => {
  const { length } = largeArchive().zip;
  await expect(deploy(largeArchive())).rejects.toThrow(
    `large is ${megabytes(length)} as a zip, and Lambda takes 50.0 MB in a request: --bucket NAME sends it through a bucket of S3 in the function's region`,
  );
});

test('a bucket that is not there is told', async () => {
  await expect(deploy(largeArchive(), '--bucket', 'no-such-bucket')).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

/** Deploys it as the command line does, in this process. */
function deploy(archive: FunctionArchive, ...args: readonly string[]): Promise<Deployment> {
  const client = { credentials: () => Promise.resolve(ANY_CREDENTIALS), dryRun: false };
  const setting = {
    ...readDeployOptions([...always, ...args]),
    region: REGION,
    objectStore: () => objectStore(REGION, client),
    say: () => {},
    delaysMs: [],
  };
  return deployFunction(moto.client(REGION), archive, setting);
}

/** A zip with as much in it, made at once. */
function largeArchive(): FunctionArchive {
  const zip = zipSync({ data: [randomBytes(51 * MB), { level: 0 }] });
  const hash = createHash('sha256').update(zip).digest();
  return { zip, sha256: hash.toString('hex'), codeSha256: hash.toString('base64'), files: 1 };
}

function configuration(): Promise<FunctionConfiguration> {
  return moto.client(REGION).send(new GetFunctionConfigurationCommand({ FunctionName: 'large' }));
}
