import { chmod, rm, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HEADER_PLACES, TABLE_PLACES } from '../../../layer/process-image/image-format.ts';
import {
  cutImage,
  falsifyImage,
  flipByte,
  headerBytesOf,
  type ImageLayer,
  imageLayer,
  patchImage,
  UNUSED,
} from '../../support/image-layer.ts';
import { type ImageStart, needsSurroundings, PROGRAM, startImage } from '../../support/image-start.ts';
import { startRecordedRuntimeApi } from '../../support/recorded-runtime-api.ts';
import { runFunction } from '../../support/run-function.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

const HUGE = 2n ** 62n;

test('a function starts from the image of its layer, and nothing is said', async (context) => {
  await using layer = await imageLayer(context);
  expect(await startImage(layer)).toEqual({ end: 'idle', answers: ['bootstrap'], stderr: '' });
});

const FALSIFIED: readonly [what: string, falsify: (layer: ImageLayer) => Promise<void>, reason: string][] = [
  ['is cut off', (layer) => cutImage(layer, 2 ** 20 + 5), 'it is damaged'],
  ['is cut off in what it says of itself', (layer) => cutImage(layer, 100), 'it is damaged'],
  ['is empty', (layer) => cutImage(layer, 0), 'it is damaged'],
  ['is something else', (layer) => patchImage(layer, 0, Buffer.from('x')), 'it is no process image'],
  [
    'is of another version',
    (layer) => falsifyImage(layer, HEADER_PLACES.format, 99),
    'another version of snapboot has made it',
  ],
  [
    'has another checksum',
    (layer) => patchImage(layer, HEADER_PLACES.checksum, Buffer.from('checksum')),
    'it is damaged',
  ],
  ['has another size', (layer) => falsifyImage(layer, HEADER_PLACES.file_bytes, 5n), 'it is damaged'],
  ['has no threads', (layer) => falsifyImage(layer, TABLE_PLACES.threads + 4, 0), 'what it says of itself cannot be'],
  [
    'has a Node.js of another size',
    (layer) => falsifyImage(layer, HEADER_PLACES.node_bytes, 2n ** 40n),
    'it is of another Node.js than the one beside the bootstrap',
  ],
  [
    'has another Node.js',
    (layer) => falsifyImage(layer, HEADER_PLACES.node_checksum, 5n),
    'it is of another Node.js than the one beside the bootstrap',
  ],
  [
    'was taken late',
    (layer) => falsifyImage(layer, HEADER_PLACES.monotonic_ns, HUGE),
    'this machine has not been up for long enough',
  ],
  [
    'was made on another processor',
    (layer) => falsifyImage(layer, HEADER_PLACES.features, 0xffff_ffff),
    'the processor lacks what the one had that it was made on',
  ],
];

test.for(FALSIFIED)(
  'an image that %s is not used, and one line says why',
  async ([_what, falsify, reason], context) => {
    await using layer = await imageLayer(context);
    await falsify(layer);
    expect(await startImage(layer)).toEqual(plainBecause(reason));
  },
);

test.for<[string, Readonly<Record<string, string | undefined>>, string]>([
  ['NODE_OPTIONS', { NODE_OPTIONS: '--no-warnings' }, 'there are NODE_OPTIONS'],
  [
    'no size of memory',
    { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: undefined },
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE tells no size of memory',
  ],
  ['a variable that Node.js reads', { SSL_CERT_FILE: '/dev/null' }, 'SSL_CERT_FILE was not set when it was built'],
])('with %s no image is used, and one line says why', async ([_what, env, reason], context) => {
  await using layer = await imageLayer(context);
  expect(await startImage(layer, { env })).toEqual(plainBecause(reason));
});

test('with a wrapper no image is used, and one line says why', async (context) => {
  await using layer = await imageLayer(context);
  const wrapper = join(layer.path, 'wrapper');
  await writeFile(wrapper, '#!/bin/sh\nexec "$@"\n');
  await chmod(wrapper, 0o755);
  const started = await startImage(layer, { env: { AWS_LAMBDA_EXEC_WRAPPER: wrapper } });
  expect(started).toEqual(plainBecause('there is an AWS_LAMBDA_EXEC_WRAPPER'));
});

test('without Node.js beside it no image is used', async (context) => {
  await using layer = await imageLayer(context);
  await rm(join(layer.path, 'bin/node'));
  const { end, stderr } = await startImage(layer);
  expect(end).toBe('exit 127');
  expect(stderr).toContain(`${UNUSED}there is no Node.js beside the bootstrap\n`);
});

test.for(['plain', 'compiled'])(
  'with SNAPBOOT_BOOT=%s no image is used, and nothing is said',
  async (mode, context) => {
    await using layer = await imageLayer(context);
    expect(await startImage(layer, { env: { SNAPBOOT_BOOT: mode } })).toEqual({
      end: 'idle',
      answers: ['node'],
      stderr: '',
    });
  },
);

test('a process with the id of the one that the image was made of does not use it', async (context) => {
  await using layer = await imageLayer(context);
  await falsifyImage(layer, HEADER_PLACES.process, 1n);
  const through = ['bwrap', '--dev-bind', '/', '/', '--unshare-pid', '--as-pid-1', '--proc', '/proc'];
  await needsSurroundings(context, through);
  expect(await startImage(layer, { through })).toEqual(
    plainBecause('this process has the id of the one that it was made of'),
  );
});

test('where time is earlier than in the image it is not used', async (context) => {
  await using layer = await imageLayer(context);
  // An image is taken within the first seconds of a time of its own: no machine is sure to be younger.
  await falsifyImage(layer, HEADER_PLACES.monotonic_ns, 3_600_000_000_000n);
  const through = ['unshare', '--map-root-user', '--time', `--monotonic=${1 - Math.floor(uptime())}`, '--fork'];
  await needsSurroundings(context, through);
  expect(await startImage(layer, { through })).toEqual(plainBecause('this machine has not been up for long enough'));
});

test.for([1, 2, 3, 4, 5])(
  'an image with another byte in what it says of itself is not used: %i',
  async (seed, context) => {
    await using layer = await imageLayer(context);
    const random = new SeededRandom(seed);
    const at = random.below(await headerBytesOf(layer));
    await flipByte(layer, at, random.below(255) + 1);
    const { answers, stderr } = await startImage(layer);
    expect(answers).toEqual(['node']);
    expect(stderr).toMatch(/^snapboot: the process image is not used, the function starts without it: [^\n]+\n$/);
  },
);

test('where the image of a function does not fit, that of the layer is used, and one line says why', async (context) => {
  await using layer = await imageLayer(context);
  await using api = await startRecordedRuntimeApi([{}]);
  const files = { 'index.js': `exports.handler = async () => ${PROGRAM};`, '.snapboot/image': 'damaged' };
  const { stderr } = await runFunction(files, { api, command: [layer.bootstrap] });
  expect({ answers: api.responses, stderr }).toEqual({
    answers: ['bootstrap'],
    stderr: `${UNUSED}it is damaged\n`,
  });
});

test('where neither fits, the line is of the image of the function', async (context) => {
  await using layer = await imageLayer(context);
  await cutImage(layer, 0);
  await using api = await startRecordedRuntimeApi([{}]);
  const files = { 'index.js': `exports.handler = async () => ${PROGRAM};`, '.snapboot/image': 'x'.repeat(2 ** 20) };
  const { stderr } = await runFunction(files, { api, command: [layer.bootstrap] });
  expect({ answers: api.responses, stderr }).toEqual({
    answers: ['node'],
    stderr: `${UNUSED}it is no process image\n`,
  });
});

function plainBecause(reason: string): ImageStart {
  return { end: 'idle', answers: ['node'], stderr: `${UNUSED}${reason}\n` };
}
