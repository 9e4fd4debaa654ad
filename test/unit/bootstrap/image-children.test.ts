import { expect, test } from 'vitest';
import { imageLayer } from '../../support/image-layer.ts';
import { startImage } from '../../support/image-start.ts';

// What a child or a worker finds of the process that has started it.
const TELL = `({ execArgv: process.execArgv, execPath: process.execPath, argv: process.argv.slice(0, 1),
  options: process.env.NODE_OPTIONS ?? null, variables: Object.keys(process.env).filter((name) => name !== 'SNAPBOOT_BOOT'),
  limit: require('node:v8').getHeapStatistics().heap_size_limit })`;
const FILES = `
  const { execFileSync, fork } = require('node:child_process');
  const { once } = require('node:events');
  const { writeFileSync } = require('node:fs');
  const { Worker } = require('node:worker_threads');
  const child = require('node:path').join(__dirname, 'child.cjs');
  writeFileSync(child, ${JSON.stringify(`process.send(${TELL})`)});
  const told = async (one) => (await once(one, 'message'))[0];`;
const FORK_OF_WORKER = `
  const { fork } = require('node:child_process');
  fork(require('node:worker_threads').workerData).once('message', (message) => require('node:worker_threads').parentPort.postMessage(message))`;

/** Expressions of what a function starts, by what it is. */
const STARTED: Readonly<Record<string, string>> = {
  'a child by fork()': 'await told(fork(child))',
  'a child by process.execPath': `JSON.parse(execFileSync(process.execPath, ['-p', ${JSON.stringify(`JSON.stringify(${TELL})`)}]))`,
  'a worker': `await told(new Worker(${JSON.stringify(`require('node:worker_threads').parentPort.postMessage(${TELL})`)}, { eval: true }))`,
  'a child of a worker by fork()': `await told(new Worker(${JSON.stringify(FORK_OF_WORKER)}, { eval: true, workerData: child }))`,
};

test.for(
  Object.entries(STARTED).flatMap(([what, start]) => ['128', '10240'].map((size) => [what, size, start] as const)),
)('%s of a function with %s MB finds what it would in a plain start', async ([_what, size, start], context) => {
  await using layer = await imageLayer(context);
  const text = `${FILES} exports.handler = async () => ${start};`;
  const env = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: size };
  const plain = await startImage(layer, { text, env: { ...env, SNAPBOOT_BOOT: 'plain' } });
  expect(plain.answers).toEqual([expect.objectContaining({ options: null, execPath: `${layer.path}/bin/node` })]);
  expect(await startImage(layer, { text, env })).toEqual(plain);
});
