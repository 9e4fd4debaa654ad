import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageFunction, imagesNeed } from '../support/image-function.ts';
import { compileAddon } from '../support/native-addon.ts';

const missing = await imagesNeed();

test.skipIf(missing)('a folder with node_modules starts from an image, and its modules stay as they are', async () => {
  await using built = await imageFunction(
    {
      'src/orders.ts': `import { own } from 'own'; import { readFileSync } from 'node:fs';
        const { add } = await import('./add.ts');
        export const handler = async ({ maps }: { maps?: boolean }): Promise<unknown> =>
          maps ? readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image') : add(2, own);`,
      'src/add.ts': `export const add = (one: number, other: number): number => one + other;`,
      'package.json': '{"type":"module"}',
      'node_modules/own/package.json': '{"name":"own","main":"own.js"}',
      'node_modules/own/own.js': 'exports.own = 40;',
    },
    ['--no-bundle'],
  );
  expect(built).toMatchObject({ mode: 'image', handler: 'src/orders.handler' });
  expect(await built.invoke({})).toEqual({ answer: 42, log: [] });
  expect(await built.invoke({ maps: true })).toEqual({ answer: true, log: [] });
  const other = await built.invoke({ maps: true }, { SNAPBOOT_BOOT: 'plain' });
  expect(other.answer).toBe(false);
});

test.skipIf(missing).for([
  ['in one file', []],
  ['in a folder with node_modules', ['--no-bundle']],
] as [string, readonly string[]][])(
  'a native addon has its memory after waking, and its threads: %s',
  async ([_how, args], context) => {
    const files = {
      'index.js': `const { count, work } = require('tried'); const { readFileSync } = require('node:fs');
      const loading = [count(), count()];
      exports.handler = async ({ asks }) => asks && [readFileSync('/proc/self/maps', 'utf8').includes('/var/task/.snapboot/image'), loading, count(),
        await Promise.all([work(), work()]), count()];`,
      'node_modules/tried/package.json': '{"name":"tried","main":"main.js"}',
      'node_modules/tried/main.js': `module.exports = require('./build/tried.node');`,
    };
    const compiled = async (folder: string): Promise<void> => {
      const build = join(folder, 'node_modules/tried/build');
      await mkdir(build);
      await compileAddon(context, join(build, 'tried.node'));
    };
    await using built = await imageFunction(files, args, 'index.js', compiled);
    expect(built.mode).toBe('image');
    // Of data, of the heap of C, and of the thread's own storage; a new thread begins anew.
    const answer = [true, [10101, 20202], 30303, [1, 1], 40404];
    expect(await built.invoke({ asks: true })).toEqual({ answer, log: [] });
    const plain = await built.invoke({ asks: true }, { SNAPBOOT_BOOT: 'plain' });
    expect(plain.answer).toEqual([false, ...answer.slice(1)]);
  },
);

test.skipIf(missing)('its children and workers find what they would in a plain start', async () => {
  const tell = `({ execArgv: process.execArgv, execPath: process.execPath, argv: process.argv, options: process.env.NODE_OPTIONS,
    limit: require('node:v8').getHeapStatistics().heap_size_limit })`;
  const files = {
    'index.cjs': `const { fork } = require('node:child_process'); const { once } = require('node:events'); const { Worker } = require('node:worker_threads');
      const told = async (one) => (await once(one, 'message'))[0];
      exports.handler = async ({ asks }) => asks && [await told(fork(__dirname + '/child.cjs')), await told(new Worker(__dirname + '/worker.cjs'))];`,
    'child.cjs': `process.send(${tell});`,
    'worker.cjs': `require('node:worker_threads').parentPort.postMessage(${tell});`,
  };
  await using built = await imageFunction(files, ['--no-bundle']);
  const plain = await built.invoke({ asks: true }, { SNAPBOOT_BOOT: 'plain' });
  const found = plain.answer as readonly { readonly execPath: string; readonly options?: string }[];
  expect(found.map(({ options }) => options)).toEqual([undefined, undefined]);
  for (const { execPath } of found) expect(execPath).toMatch(/\/bin\/node$/);
  expect(await built.invoke({ asks: true })).toEqual(plain);
});

test.skipIf(missing)(
  'a function that has filled the space of young objects while loading has the limits of its memory',
  async () => {
    await using built = await imageFunction({
      'index.js': `
      for (let round = 0; round < 30; round += 1) {
        const kept = [];
        for (let index = 0; index < 200_000; index += 1) kept.push({ index, pair: [index, index + 1] });
      }
      const { getHeapStatistics } = require('node:v8');
      exports.handler = async () => getHeapStatistics().heap_size_limit;`,
    });
    expect(built).toMatchObject({ mode: 'image', warnings: [] });
    const plain = await built.invoke({}, { SNAPBOOT_BOOT: 'plain' });
    expect(await built.invoke({})).toEqual(plain);
  },
);

test.skipIf(missing).each([
  [
    'an ES module',
    'index.mjs',
    `import { extname } from 'node:path'; export const handler = async () => extname('a.b');`,
  ],
  ['CommonJS', 'index.cjs', `const { extname } = require('node:path'); exports.handler = async () => extname('a.b');`],
  ['TypeScript', 'index.ts', `enum End { B = '.b' }\nexport const handler = async (): Promise<End> => End.B;`],
  ['one that awaits', 'index.mjs', `const end = await Promise.resolve('.b'); export const handler = async () => end;`],
])('%s starts from its image, and answers', async (_what, file, text) => {
  await using built = await imageFunction({ [file]: text });
  expect(built).toMatchObject({ mode: 'image', warnings: [] });
  expect(await built.invoke({})).toEqual({ answer: '.b', log: [] });
});

test.skipIf(missing)('the stack of an error names the places in the sources', async () => {
  await using built = await imageFunction({
    'index.mjs': `import { fail } from './src/fails.mjs';\nexport const handler = async (event) => fail(event);`,
    'src/fails.mjs':
      '\n\nexport const fail = ({ message = "" }) => {\n  if (message) throw new RangeError(message);\n};',
  });
  const { answer } = await built.invoke({ message: 'far too long' });
  expect(answer).toMatchObject({ errorType: 'RangeError', errorMessage: 'far too long' });
  const { trace } = answer as { readonly trace: readonly string[] };
  expect(trace[1]).toBe('    at fail (/var/task/src/fails.mjs:4:22)');
});
