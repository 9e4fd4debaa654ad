import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, type TestContext, test, vi } from 'vitest';
import type { Artifact } from '../../layer/artifact-tree.ts';
import { layerBootFile } from '../../layer/boot-file/layer-boot-file.ts';
import { readBuildPlan } from '../../layer/build-plan.ts';
import { launcherFor } from '../../layer/launcher/compile-launcher.ts';
import { fillLauncher } from '../../layer/launcher/fill-launcher.ts';
import { SDK_IMAGE_PATH, sdkImage } from '../../layer/sdk/sdk-image.ts';
import { findProgram } from '../../service/processes/system-program.ts';
import { ARCHITECTURE, builtVersion } from '../support/built-layer.ts';
import { type ImageLayer, imageLayer, UNUSED } from '../support/image-layer.ts';
import { type ImageStart, PROGRAM } from '../support/image-start.ts';
import { startRecordedRuntimeApi, TRACE_ID } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';
import { type SmallSdk, smallSdkLayer } from '../support/sdk-layer.ts';
import { startService } from '../support/start-service.ts';
import { answer, onRequest, startTcpServer } from '../support/tcp-server.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const MAJOR = String(Number.parseInt(builtVersion(), 10));
const LOADED = "Object.keys(require.cache).filter((file) => file.includes('/client-dynamodb/'))";
const CALL = `
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: process.env.TABLES }));
  const call = async () => (await client.send(new ListTablesCommand({}))).TableNames;`;
const TELL = `exports.handler = async () => ({ program: ${PROGRAM}, loaded: ${LOADED}.length > 0 });`;
const IN_COMMONJS = `
  const loaded = ${LOADED};
  const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
  const { DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb');${CALL}
  exports.handler = async () => ({ loaded, tables: await call(), number: Math.random() });`;
const IN_ES_MODULE = `
  import { createRequire } from 'node:module';
  import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';${CALL}
  const require = createRequire(import.meta.url);
  export const handler = async () => ({ loaded: ${LOADED}, same: require('@aws-sdk/client-dynamodb').DynamoDBClient === DynamoDBClient, tables: await call() });`;
const GIVEN = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'ASIAOFTHEFUNCTION',
  AWS_SECRET_ACCESS_KEY: 'secret of the function',
  AWS_SESSION_TOKEN: 'token of the function',
  AWS_LAMBDA_FUNCTION_NAME: 'tested',
};
const WITH_SDK = { program: 'bootstrap', loaded: true };
const WITHOUT_SDK = { program: 'bootstrap', loaded: false };

let folder: TemporaryFolder;
let sdk: SmallSdk;

beforeAll(async () => {
  folder = await temporaryFolder();
  const runtime = readBuildPlan(['--arch', ARCHITECTURE, '--node', MAJOR, '--image', 'none']);
  sdk = await smallSdkLayer(folder, MAJOR, runtime);
}, 600_000);
beforeEach(({ skip }) => {
  if ('notice' in sdk) skip(sdk.notice);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => folder[Symbol.asyncDispose]());

test.each([
  ['index.js', IN_COMMONJS, { number: expect.any(Number) }],
  ['index.mjs', IN_ES_MODULE, { same: true }],
])(
  'a function in %s has the clients of the image, and signs with what it was given itself',
  async (file, text, more) => {
    // What each test has is its own.
    await using tables = await recordedTables();
    await using opt = await optWith({ image: true });
    const start = await startIn(opt, { [file]: text }, { ...GIVEN, TABLES: tables.endpoint });
    const client = `/opt/nodejs/node${MAJOR}/node_modules/@aws-sdk/client-dynamodb/dist-cjs/index.js`;
    expect(start).toEqual({
      end: 'idle',
      answers: [{ loaded: expect.arrayContaining([client]), tables: ['orders'], ...more }],
      stderr: '',
    });
    const [head = ''] = tables.heads;
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    expect(head).toContain(`Credential=ASIAOFTHEFUNCTION/${today}/eu-central-1/dynamodb/aws4_request`);
    expect(head).toContain('x-amz-security-token: token of the function\r\n');
    expect(head.toLowerCase()).toContain(`x-amzn-trace-id: ${TRACE_ID}\r\n`.toLowerCase());
  },
);

test('two functions from one image draw nothing that is the same', async () => {
  await using tables = await recordedTables();
  await using opt = await optWith({ image: true });
  const variables = { ...GIVEN, TABLES: tables.endpoint };
  const starts = await Promise.all([1, 2].map(() => startIn(opt, { 'index.js': IN_COMMONJS }, variables)));
  expect(starts.map(({ stderr }) => stderr)).toEqual(['', '']);
  const numbers = starts.map(({ answers: [first] }) => (first as { number: number }).number);
  const ids = tables.heads.map((head) => /amz-sdk-invocation-id: (\S+)/i.exec(head)?.[1]);
  expect(new Set([...numbers, ...ids]).size).toBe(4);
});

test('behind the local service, which has the runtime elsewhere, a function has the clients of the image as well', async () => {
  await using task = await temporaryFolder({ 'index.js': TELL });
  const layers = [built().outputFolder];
  const functions = [{ name: 'orders', taskRoot: task.path, handler: 'index.handler', layers }];
  await using lambda = await startService({ functions, sandbox: true });
  expect(await lambda.call('orders')).toEqual(WITH_SDK);
});

test('without the layer of the SDK a function starts from the image of the runtime', async (context) => {
  await using opt = await optWith({ image: false }, context);
  expect(await startIn(opt, { 'index.js': TELL })).toEqual({ end: 'idle', answers: [WITHOUT_SDK], stderr: '' });
  await copyFile(join(built().outputFolder, SDK_IMAGE_PATH), join(opt.path, SDK_IMAGE_PATH));
  expect(await startIn(opt, { 'index.js': TELL })).toEqual({ end: 'idle', answers: [WITH_SDK], stderr: '' });
});

test('on the runtime of another build it does so too, and says why in one line', async (context) => {
  await using opt = await optWith({ image: true }, context);
  await exchangeLauncher(opt, { nodeVersion: builtVersion(), runtimeBuild: 'another' });
  const stderr = `${UNUSED}it has the runtime of another build than this layer's\n`;
  expect(await startIn(opt, { 'index.js': TELL })).toEqual({ end: 'idle', answers: [WITHOUT_SDK], stderr });
});

test('on another Node.js no image is used, and one of them is told of', async (context) => {
  await using opt = await optWith({ image: true }, context);
  await exchangeLauncher(opt, { nodeVersion: '99.1.2' });
  const stderr = `${UNUSED}it is for Node.js ${builtVersion()}, not 99.1.2\n`;
  const answers = [{ program: 'node', loaded: false }];
  expect(await startIn(opt, { 'index.js': TELL })).toEqual({ end: 'idle', answers, stderr });
});

test('where several invocations run at once the image is not used', async (context) => {
  await using opt = await optWith({ image: true }, context);
  const { stderr, answers } = await startIn(opt, { 'index.js': TELL }, { AWS_LAMBDA_MAX_CONCURRENCY: '2' });
  expect(stderr).toBe(`${UNUSED}AWS_LAMBDA_MAX_CONCURRENCY was not set when it was built\n`);
  expect(answers).toEqual([WITHOUT_SDK]);
});

test('nothing of what the machine knows that builds it is in the image', async ({ skip }) => {
  const secret = (where: string): string => `canary-${where}-${randomUUID()}`;
  const [environment, argument, memory, ...files] = ['variable', 'argument', 'memory', 'keys', 'config', 'npm'].map(
    secret,
  );
  const [keys = '', config = '', npm = ''] = files;
  await using home = await temporaryFolder({
    '.aws/credentials': `[default]\naws_access_key_id = ${keys}\naws_secret_access_key = ${keys}\n`,
    '.aws/config': `[default]\nregion = ${config}\n`,
    '.npmrc': `//registry.example/:_authToken=${npm}\n`,
  });
  // A program that is up all the while.
  const hold = `const held = ['${memory}', Buffer.from('${memory}')]; console.log(held.length); setInterval(() => held, 1000)`;
  const other = spawn(process.execPath, ['-e', hold, argument ?? ''], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(other.stdout, 'data');
    for (const name of [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'AWS_REGION',
      'AWS_PROFILE',
      'TOKEN',
    ])
      vi.stubEnv(name, environment);
    vi.stubEnv('HOME', home.path);
    const image = await imageTakenNow();
    if (typeof image !== 'string') skip(image.reason);
    const bytes = await readFile(String(image));
    await rm(String(image));
    const has = (text = ''): boolean => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'));
    // What is known to be there is found.
    expect(has('/node_modules/@aws-sdk/client-dynamodb/')).toBe(true);
    const own = [hostname(), process.cwd(), process.env.PATH].filter((text) => (text ?? '').length > 6);
    expect([environment, argument, memory, ...files, home.path, ...own].filter(has)).toEqual([]);
  } finally {
    other.kill();
  }
});

/** Another image of the same packages: one that was taken before knows nothing of now. */
async function imageTakenNow() {
  const { outputFolder, choice, runtime } = built();
  if (runtime === undefined) return { reason: 'the layer has no image' };
  const entries = await readdir(join(outputFolder, 'nodejs'), { recursive: true, withFileTypes: true });
  const packages = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }): Artifact => {
      const file = join(parentPath, name);
      return { path: relative(outputFolder, file), mode: 0o644, content: { file } };
    });
  const only: Artifact = { path: 'nodejs/only', mode: 0o644, content: { data: Buffer.from(randomUUID()) } };
  return await sdkImage(runtime, [...packages, only], choice.names);
}

/** What `/opt` holds with both layers; the runtime's has an image of its own where a test is given. */
async function optWith({ image }: { image: boolean }, context?: TestContext): Promise<ImageLayer> {
  const layer = await imageLayer(
    context ??
      ({
        skip: (note?: unknown) => {
          throw new Error(String(note));
        },
      } as never),
  );
  if (context === undefined) await rm(layer.image);
  await mkdir(join(layer.path, 'nodejs'));
  if (image) await copyFile(join(built().outputFolder, SDK_IMAGE_PATH), join(layer.path, SDK_IMAGE_PATH));
  return layer;
}

async function exchangeLauncher({ bootstrap }: ImageLayer, facts: Parameters<typeof layerBootFile>[0]): Promise<void> {
  const launcher = await launcherFor(ARCHITECTURE, readBuildPlan([]).cacheFolder);
  if ('missing' in launcher) throw new Error(launcher.missing);
  await writeFile(bootstrap, await fillLauncher(launcher.file, layerBootFile(facts)));
}

/** Starts a function where its layers are at `/opt`. */
async function startIn(
  opt: ImageLayer,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<ImageStart> {
  await using api = await startRecordedRuntimeApi([{}]);
  const places = ['--dev-bind', '/', '/', '--ro-bind', opt.path, '/opt'];
  const packages = ['--ro-bind', join(built().outputFolder, 'nodejs'), '/opt/nodejs'];
  const bwrap = findProgram('bwrap') ?? 'bwrap';
  const { end, stderr } = await runFunction(files, {
    api,
    env,
    command: [bwrap, ...places, ...packages, '--', '/opt/bootstrap'],
  });
  return { end, answers: api.responses, stderr };
}

/** A service of tables that keeps the head of each request. */
async function recordedTables() {
  const heads: string[] = [];
  const server = await startTcpServer((socket) => {
    onRequest(socket, (request) => {
      heads.push(String(request));
      socket.write(answer(200, '{"TableNames":["orders"]}'));
    });
  });
  return { heads, endpoint: `http://${server.address}`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function built(): Exclude<SmallSdk, { readonly notice: string }> {
  if ('notice' in sdk) throw new Error(sdk.notice);
  return sdk;
}
