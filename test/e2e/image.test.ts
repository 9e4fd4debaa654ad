import { afterAll, beforeAll, expect, test } from 'vitest';
import { snapbootVersion } from '../../layer/snapboot-version.ts';
import { BASE, imageStoreWithBase } from '../support/image-base.ts';
import { ImageStore } from '../support/image-store.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { type CommandRun, repository, runSnapboot } from '../support/run-snapboot.ts';

const SNAPBOOT = 'localhost/snapboot-tested:24';
const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const OTHER = process.arch === 'arm64' ? 'x86_64' : 'arm64';
const PLATFORMS = { x86_64: 'amd64', arm64: 'arm64' };
// The machine in the head of a Linux program, at byte 18.
const ELF_MACHINES = { x86_64: 62, arm64: 183 };
// Copies of some hundred megabytes; the first time, Debian and two more binaries of Node.js are fetched.
const LONG_MS = 300_000;

let store: ImageStore;
let notice: string | undefined;
let built: CommandRun;

beforeAll(async () => {
  const made = await imageStoreWithBase();
  if (!(made instanceof ImageStore)) {
    notice = made.notice;
    return;
  }
  store = made;
  built = await build('--base', BASE, '--tag', SNAPBOOT);
}, LONG_MS);

afterAll(async () => store?.[Symbol.asyncDispose](), LONG_MS);

test('an image is built by one command, which is shown', ({ skip }) => {
  skip(notice !== undefined, notice);
  expect(built.stderr).toContain(
    `layer: buildah build --platform linux/${PLATFORMS[ARCHITECTURE]} --build-arg BASE=${BASE} ` +
      `--build-arg NODE_MAJOR=24 --build-arg VERSION=${snapbootVersion()} ` +
      `--tag ${SNAPBOOT}-${ARCHITECTURE} --file Dockerfile.al2023 .\n`,
  );
  expect(built.stdout).toMatch(/^localhost\/snapboot-tested:24-\w+ for \w+, Node\.js 24\.\d+\.\d+ \(\d+\.\d s\)\n$/);
  expect(built.code).toBe(0);
});

test('the image keeps what its base says, and tells in labels what it is', async ({ skip }) => {
  skip(notice !== undefined, notice);
  const [base, image] = await Promise.all([
    store.configuration(BASE),
    store.configuration(`${SNAPBOOT}-${ARCHITECTURE}`),
  ]);
  expect(image).toMatchObject({
    architecture: PLATFORMS[ARCHITECTURE],
    config: { Entrypoint: ['/lambda-entrypoint.sh'], WorkingDir: '/var/task', Env: base.config.Env },
  });
  expect(image.config.Labels).toMatchObject({
    'org.opencontainers.image.title': 'snapboot',
    'org.opencontainers.image.version': snapbootVersion(),
    'org.opencontainers.image.base.name': BASE,
  });
  expect(Object.keys(image.config.Labels ?? {})).not.toContain('com.amazonaws.lambda.feature.snapstart');
});

test(
  'a function made from the image answers, and its exit is that of the container',
  async ({ skip }) => {
    skip(notice !== undefined, notice);
    await derive('localhost/tested', 'test/fixtures/images/function', `${SNAPBOOT}-${ARCHITECTURE}`);
    await using api = await startRecordedRuntimeApi([{}, { exit: 7 }]);
    await using container = await store.start('localhost/tested', lambdaEnvironment(api.address));
    const { environment, ...rest } = (await api.call('response')).json as { readonly environment: object };
    expect(rest).toEqual({
      version: expect.stringMatching(/^24\./),
      program: '/var/runtime/bin/node',
      workingDirectory: '/var/task',
    });
    expect(environment).toMatchObject({
      _HANDLER: 'app.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'tested',
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      LAMBDA_TASK_ROOT: '/var/task',
      LANG: 'en_US.UTF-8',
      TABLE: 'orders',
    });
    expect(await container.exited).toBe('exit 7');
  },
  LONG_MS,
);

test(
  'the example function is one of these images',
  async ({ skip }) => {
    skip(notice !== undefined, notice);
    await derive('localhost/example', 'examples/function', `${SNAPBOOT}-${ARCHITECTURE}`);
    await using api = await startRecordedRuntimeApi([{ name: 'Ada' }]);
    await using _container = await store.start('localhost/example', lambdaEnvironment(api.address));
    expect((await api.call('response')).json).toEqual({ message: 'Hello, Ada!', invocations: 1 });
  },
  LONG_MS,
);

test(
  'an image of Node.js 26 brings the library along that its base lacks',
  async ({ skip }) => {
    skip(notice !== undefined, notice);
    const { code, stderr } = await build('--base', BASE, '--tag', 'localhost/snapboot-tested', '--node', '26');
    skip(stderr.includes('cannot be fetched'), stderr);
    expect(code, stderr).toBe(0);
    await derive(
      'localhost/tested-26',
      'test/fixtures/images/function',
      `localhost/snapboot-tested:26-${ARCHITECTURE}`,
    );
    await using api = await startRecordedRuntimeApi([{}]);
    await using _container = await store.start('localhost/tested-26', lambdaEnvironment(api.address));
    expect((await api.call('response')).json).toMatchObject({ version: expect.stringMatching(/^26\./) });
  },
  LONG_MS,
);

test(
  'an image for the other architecture holds the programs of that one',
  async ({ skip }) => {
    skip(notice !== undefined, notice);
    const platform = PLATFORMS[OTHER];
    await store.buildah(
      'build',
      `--platform=linux/${platform}`,
      '--tag=localhost/other',
      `${repository}test/fixtures/images/empty`,
    );
    const { code, stderr } = await build(
      '--base',
      'localhost/other',
      '--tag',
      SNAPBOOT,
      '--arch',
      OTHER,
      '--image',
      'none',
    );
    skip(stderr.includes('cannot be fetched'), stderr);
    expect(code, stderr).toBe(0);
    expect(await store.configuration(`${SNAPBOOT}-${OTHER}`)).toMatchObject({ architecture: platform });
    const node = await store.firstBytes(`${SNAPBOOT}-${OTHER}`, 'var/runtime/bin/node', 20);
    expect(node.readUInt16LE(18)).toBe(ELF_MACHINES[OTHER]);
  },
  LONG_MS,
);

test(
  'a base image that cannot be pulled is told in one line',
  async ({ skip }) => {
    skip(notice !== undefined, notice);
    const { code, stdout, stderr } = await build('--base', '127.0.0.1:1/nowhere');
    expect(stderr).toMatch(
      /\nsnapboot: the base image 127\.0\.0\.1:1\/nowhere cannot be pulled for linux\/\w+ \(--base takes another one\): [^\n]*refused\n$/,
    );
    expect(stdout).toBe('');
    expect(code).toBe(1);
  },
  LONG_MS,
);

async function build(...args: readonly string[]): Promise<CommandRun> {
  return runSnapboot(['image', 'build', '--tool', 'buildah', ...args], { variables: store.variables });
}

/** Builds the image of a function as its user does. */
async function derive(name: string, folder: string, from: string): Promise<void> {
  await store.buildah('build', '--build-arg', `SNAPBOOT=${from}`, '--tag', name, `${repository}${folder}`);
}

/** What Lambda sets besides the variables of the image; the handler comes from there. */
function lambdaEnvironment(api: string): Readonly<Record<string, string>> {
  return {
    AWS_LAMBDA_RUNTIME_API: api,
    AWS_LAMBDA_FUNCTION_NAME: 'tested',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_REGION: 'eu-central-1',
  };
}
