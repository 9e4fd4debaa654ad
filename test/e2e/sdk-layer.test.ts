import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { BuildError } from '../../layer/build-error.ts';
import { fetchPackages } from '../../layer/sdk/fetch-packages.ts';
import { lockFiles, lockOf, pinnedSdk } from '../../layer/sdk/sdk-lock.ts';
import { builtLayer, builtVersion } from '../support/built-layer.ts';
import { needsProgram } from '../support/needed-programs.ts';
import { type SmallSdk, smallSdkLayer } from '../support/sdk-layer.ts';
import { startService } from '../support/start-service.ts';
import { answer, onRequest, startTcpServer } from '../support/tcp-server.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const USE = `
  const client = (endpoint) => new DynamoDBClient({ region: 'eu-west-1', endpoint, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
  const tables = ({ endpoint }) => DynamoDBDocumentClient.from(client(endpoint)).send(new ListTablesCommand({}));`;
const FUNCTIONS = {
  'required/index.cjs': `
  const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
  const { DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb');${USE}
  exports.handler = async (event) => (await tables(event)).TableNames;`,
  'imported/index.mjs': `
  import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';${USE}
  export const handler = async (event) => (await tables(event)).TableNames;`,
};
const NAMES = ['required', 'imported'];
const OTHER_INTEGRITY = `sha512-${'A'.repeat(86)}==`;
const NO_NETWORK = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ETIMEDOUT', 'ENETUNREACH'];
let folder: TemporaryFolder;
let sdk: SmallSdk;

beforeAll(async () => {
  folder = await temporaryFolder(FUNCTIONS);
  sdk = await smallSdkLayer(folder, String(Number.parseInt(builtVersion(), 10)));
}, 600_000);
beforeEach(({ skip }) => {
  if ('notice' in sdk) skip(sdk.notice);
});
afterAll(() => folder[Symbol.asyncDispose]());

test.each([true, false])(
  'with the layer a function has the SDK without bringing it, sandboxed: %j',
  async (sandbox) => {
    await using table = await startTcpServer((socket) => {
      onRequest(socket, () => socket.write(answer(200, '{"TableNames":["orders"]}')));
    });
    await using lambda = await startService({ functions: functionsOn([builtLayer(), built().outputFolder]), sandbox });
    for (const name of NAMES) {
      expect(await lambda.call(name, { endpoint: `http://${table.address}` }), name).toEqual(['orders']);
    }
    expect(table.connections).toBe(NAMES.length);
  },
);

test('without it a function does not find the SDK', async () => {
  await using lambda = await startService({ functions: functionsOn([builtLayer()]), sandbox: true });
  const failure = async (FunctionName: string): Promise<object> => {
    const { Payload } = await lambda.client.send(new InvokeCommand({ FunctionName }));
    return JSON.parse(Payload?.transformToString() ?? '');
  };
  expect(await failure('required')).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: expect.stringContaining("Cannot find module '@aws-sdk/client-dynamodb'"),
  });
  // As on the managed runtimes, where this one has no name of its own.
  expect(await failure('imported')).toMatchObject({
    errorType: 'Error',
    errorMessage: expect.stringContaining("Cannot find package '@aws-sdk/client-dynamodb'"),
  });
});

test('the zip holds what the folder holds', async (context) => {
  await needsProgram(context, 'unzip');
  const { archive, outputFolder } = built();
  const opt = join(folder.path, 'opt');
  execFileSync('unzip', ['-q', archive.zipFile, '-d', opt]);
  expect(await readdir(join(opt, 'snapboot'))).toEqual(['sdk.json']);
  await rm(join(opt, 'snapboot'), { recursive: true });
  execFileSync('diff', ['-r', opt, outputFolder]);
});

test('every file is as npm delivers it', async () => {
  const { choice, outputFolder, nodeMajor } = built();
  await using npm = await temporaryFolder(lockFiles(lockOf(pinnedSdk(), choice.names)));
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefer-offline'], { cwd: npm.path });
  const layer = join(outputFolder, `nodejs/node${nodeMajor}`);
  const files = (await readdir(layer, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(100);
  for (const { parentPath, name } of files) {
    const path = relative(layer, join(parentPath, name));
    const delivered = await readFile(join(npm.path, path));
    expect(delivered.equals(await readFile(join(layer, path))), path).toBe(true);
  }
});

test('another build of the same packages has the same bytes', async () => {
  await using other = await temporaryFolder();
  const again = await smallSdkLayer(other, String(built().nodeMajor));
  expect(again).toMatchObject({ archive: { sha256: built().archive.sha256 } });
});

test('a package that is not the pinned one is refused, and nothing of it is kept', async ({ skip }) => {
  await using cache = await temporaryFolder();
  const lock = lockOf(pinnedSdk(), ['@aws-sdk/util-arn-parser']);
  const packages = Object.fromEntries(
    Object.entries(lock.packages).map(([place, found]) => [place, { ...found, integrity: OTHER_INTEGRITY }]),
  );
  const error = await fetchPackages({ ...lock, packages }, cache.path).catch((fault) => fault);
  expect(error).toBeInstanceOf(BuildError);
  expect(await readdir(cache.path)).toEqual([]);
  // What npm has fetched before does not help here.
  skip(
    NO_NETWORK.some((code) => error.message.includes(code)),
    error.message,
  );
  expect(error.message).toMatch(/cannot be fetched, npm failed \(exit 1\): .*EINTEGRITY/);
});

function built(): Exclude<SmallSdk, { readonly notice: string }> {
  if ('notice' in sdk) throw new Error(sdk.notice);
  return sdk;
}

function functionsOn(layers: readonly string[]) {
  return NAMES.map((name) => ({ name, taskRoot: join(folder.path, name), handler: 'index.handler', layers }));
}
