import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ImageLayer, imageLayer, UNUSED } from '../../support/image-layer.ts';
import {
  type ImageStart,
  type ImageStartSetting,
  needsSurroundings,
  PROGRAM,
  startImage,
} from '../../support/image-start.ts';
import { startRecordedRuntimeApi } from '../../support/recorded-runtime-api.ts';
import { runFunction } from '../../support/run-function.ts';

const FROM_IMAGE: ImageStart = { end: 'idle', answers: ['bootstrap'], stderr: '' };

test.for<[string, readonly string[]]>([
  ['where all addresses are the same each time', ['setarch', '-R']],
  ['without a limit to the stack', ['prlimit', '--stack=unlimited']],
  ['with both', ['setarch', '-R', 'prlimit', '--stack=unlimited']],
  ['on one processor', ['taskset', '--cpu-list', '0']],
  ['on a read-only file system', ['bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc']],
])('%s a function starts from the image', async ([_what, through], context) => {
  await using layer = await imageLayer(context);
  await needsSurroundings(context, through);
  expect(await startImage(layer, { through })).toEqual(FROM_IMAGE);
});

test('where the image may not be executed its bytes are copied', async (context) => {
  await using layer = await imageLayer(context);
  const folder = join(layer.path, 'snapboot');
  const mount = `mount --bind ${folder} ${folder} && mount -o remount,bind,noexec ${folder} && exec "$@"`;
  const through = [
    'unshare',
    '--mount',
    ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
    'sh',
    '-c',
    mount,
    'sh',
  ];
  await needsSurroundings(context, through);
  expect(await startImage(layer, { through })).toEqual(FROM_IMAGE);
});

// Neither a C library nor a shell nor the libraries of Node.js.
test('a root with nothing but the launcher, Node.js and the image is enough', async (context) => {
  await using layer = await imageLayer(context);
  const task = join(layer.path, 'task');
  await mkdir(task);
  await writeFile(
    join(task, 'index.js'),
    `exports.handler = async () => [${PROGRAM}, ...require('node:fs').readdirSync('/')];`,
  );
  const files = ['bootstrap', 'bin/node', 'snapboot/image'].flatMap((name) => [
    '--ro-bind',
    join(layer.path, name),
    `/opt/${name}`,
  ]);
  const command = [
    'bwrap',
    ...files,
    '--ro-bind',
    task,
    '/var/task',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '/opt/bootstrap',
  ] as const;
  await needsSurroundings(context, ['bwrap', '--dev-bind', '/', '/', '--proc', '/proc']);
  await using api = await startRecordedRuntimeApi([{}]);
  const { end, stderr } = await runFunction(
    {},
    { api, command, cwd: '/', handler: 'index.handler', env: { LAMBDA_TASK_ROOT: '/var/task' } },
  );
  expect({ end, stderr, answers: api.responses }).toEqual({
    end: 'idle',
    stderr: '',
    answers: [['bootstrap', 'dev', 'opt', 'proc', 'var']],
  });
});

test('what the launcher was given open stays open', async (context) => {
  await using layer = await imageLayer(context);
  const text = `exports.handler = async () => [${PROGRAM}, ...[5, 9].map((number) => require('node:fs').readlinkSync('/proc/self/fd/' + number))];`;
  const through = ['sh', '-c', 'exec 5</etc/passwd 9</etc/group && exec "$@"', 'sh'];
  expect(await startImage(layer, { through, text })).toMatchObject({
    answers: [['bootstrap', '/etc/passwd', '/etc/group']],
  });
});

test('where that would be in the way of the image, it is not used', async (context) => {
  await using layer = await imageLayer(context);
  const text = `exports.handler = async () => [${PROGRAM}, require('node:fs').readlinkSync('/proc/self/fd/64')];`;
  const through = ['bash', '-c', 'exec 64</etc/passwd && exec "$@"', 'bash'];
  await needsSurroundings(context, through);
  expect(await startImage(layer, { through, text })).toEqual({
    end: 'idle',
    answers: [['node', '/etc/passwd']],
    stderr: `${UNUSED}it was started with a file open where the image has one\n`,
  });
});

test('with a standard stream closed a function starts without the image, and nothing else takes its place', async (context) => {
  await using layer = await imageLayer(context);
  const text = `exports.handler = async () => require('node:fs').readlinkSync('/proc/self/fd/0');`;
  const through = ['sh', '-c', 'exec "$@" <&-', 'sh'];
  expect(await startImage(layer, { through, text })).toEqual({
    end: 'idle',
    answers: ['/dev/null'],
    stderr: `${UNUSED}a standard stream is closed\n`,
  });
});

test('logs go to the descriptor that Lambda gives for them', async (context) => {
  await using layer = await imageLayer(context);
  await using api = await startRecordedRuntimeApi([{}]);
  const text = `exports.handler = async () => { console.log('told to', ${PROGRAM}); };`;
  const run = await runFunction({ 'index.js': text }, { api, command: [layer.bootstrap], telemetryDescriptor: true });
  expect(run).toMatchObject({ end: 'idle', stdout: '', stderr: '' });
  expect(run.frames.toString()).toContain('told to bootstrap');
});

const STATUS =
  "require('node:fs').readFileSync('/proc/self/status', 'utf8').split('\\n').filter((line) => /^Sig(Blk|Ign)/.test(line))";

// The main one has the title of its process.
const THREADS = `require('node:fs').readdirSync('/proc/self/task').slice(1)
  .map((task) => require('node:fs').readFileSync('/proc/self/task/' + task + '/comm', 'utf8'))
  .filter((name, at, names) => names.indexOf(name) === at).sort()`;

test.for<[string, readonly string[], string]>([
  ['the signals that it ignores and blocks', [], STATUS],
  ['these where all were ignored', ['env', '--ignore-signal'], STATUS],
  ['these where all were blocked', ['env', '--block-signal'], STATUS],
  ['the umask', ['sh', '-c', 'umask 037; exec "$@"', 'sh'], 'process.umask()'],
  [
    'how many files it may open',
    ['prlimit', '--nofile=100:300'],
    "require('node:child_process').execSync('ulimit -n').toString()",
  ],
  ['how its threads are called', [], THREADS],
  ['the priority', ['nice', '-n', '5'], "require('node:os').getPriority()"],
])('a function finds the same as in a plain start: %s', async ([_what, through, expression], context) => {
  await using layer = await imageLayer(context);
  await needsSurroundings(context, through);
  const text = `exports.handler = async () => ${expression};`;
  expect(await startImage(layer, { through, text })).toEqual(await plainStart(layer, { through, text }));
});

test.for(['128', '512', '1769', '3008', '10240'])(
  'with %s MB the limit of the heap is that of a plain start',
  async (size, context) => {
    await using layer = await imageLayer(context);
    const setting = {
      text: `exports.handler = async () => require('node:v8').getHeapStatistics().heap_size_limit;`,
      env: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: size },
    };
    const { answers } = await startImage(layer, setting);
    expect(answers).toEqual((await plainStart(layer, setting)).answers);
  },
);

test('no two processes draw the same random numbers', async (context) => {
  await using layer = await imageLayer(context);
  const text = `const crypto = require('node:crypto');
    exports.handler = async () => [${PROGRAM}, Math.random(), crypto.randomUUID(), crypto.randomInt(2 ** 40), crypto.randomBytes(8).toString('hex')];`;
  const {
    answers: [one],
  } = await startImage(layer, { text });
  const {
    answers: [other],
  } = await startImage(layer, { text });
  expect([one, other]).toEqual([
    ['bootstrap', ...Array(4).fill(expect.anything())],
    expect.arrayContaining(['bootstrap']),
  ]);
  // Only the first is the same.
  expect((one as unknown[]).filter((value) => (other as unknown[]).includes(value))).toEqual(['bootstrap']);
});

test('many start at the same time', async (context) => {
  await using layer = await imageLayer(context);
  const starts = await Promise.all(Array.from({ length: 8 }, () => startImage(layer)));
  expect(starts).toEqual(starts.map(() => FROM_IMAGE));
});

function plainStart(layer: ImageLayer, { env, ...setting }: ImageStartSetting): Promise<ImageStart> {
  return startImage(layer, { ...setting, env: { ...env, SNAPBOOT_BOOT: 'plain' } });
}
