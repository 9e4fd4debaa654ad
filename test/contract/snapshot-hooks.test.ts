import { expect, test } from 'vitest';
import { runIn, runPlain, snapshotFunction } from '../support/snapshot-function.ts';

const HOOKED = {
  'index.mjs': `import { afterRestore, beforeSnapshot } from 'snapboot';
    const done = [];
    beforeSnapshot(async () => { await new Promise((resolve) => setTimeout(resolve, 5)); done.push('before'); });
    afterRestore(async () => { await new Promise((resolve) => setTimeout(resolve, 5)); done.push(process.env.AWS_REGION); });
    afterRestore(() => { done.push(typeof crypto.randomUUID()); });
    export const handler = async () => done;`,
};

test('hooks run before the snapshot is taken, and after each waking before the first event, in their order', async () => {
  await using snapshot = await snapshotFunction(HOOKED);
  const { responses, stderr, errors } = await runIn(snapshot, [{}, {}]);
  const done = ['before', 'eu-central-1', 'string'];
  expect({ responses, stderr, errors }).toEqual({ responses: [done, done], stderr: '', errors: [] });
});

test('without a snapshot hooks do nothing', async () => {
  expect((await runPlain(HOOKED)).responses).toEqual([[]]);
});

test('what a hook throws after waking ends init, once and for the whole process', async () => {
  await using snapshot = await snapshotFunction({
    'index.mjs': `import { afterRestore } from 'snapboot';
        afterRestore(async () => { throw new RangeError('no luck'); });
        export const handler = async () => 1;`,
  });
  const { sequence, errors, end, stderr } = await runIn(snapshot);
  expect({ sequence, end, stderr }).toEqual({ sequence: ['init error'], end: 'exit 1', stderr: '' });
  expect(errors).toMatchObject([{ errorType: 'RangeError', errorMessage: 'no luck' }]);
});

test.each([
  ['an exception', 'uncaughtExceptionMonitor', "throw new TypeError('a crash')", 'TypeError', 129],
  ['a rejection', 'warned', "Promise.reject(new Error('a crash'))", 'Runtime.UnhandledPromiseRejection', 128],
])('%s that nobody hears while hooks run is the error of init, though they go on', async (...test) => {
  const [, event, crash, errorType, exit] = test;
  await using snapshot = await snapshotFunction({
    'index.mjs': `import { afterRestore } from 'snapboot';
        afterRestore(() => new Promise((resolve) => {
          process.once('${event}', () => setImmediate(resolve));
          setTimeout(() => { ${crash}; setImmediate(() => process.emit('warned')); });
        }));
        export const handler = async () => 1;`,
  });
  const { sequence, errors, end, stderr } = await runIn(snapshot);
  expect({ sequence, end, stderr }).toEqual({ sequence: ['init error'], end: `exit ${exit}`, stderr: '' });
  expect(errors).toMatchObject([{ errorType }]);
});

test('what a hook throws before the snapshot is a fault of the build', async () => {
  const files = {
    'index.mjs': `import { beforeSnapshot } from 'snapboot';
        beforeSnapshot(() => { throw new RangeError('no luck'); });
        export const handler = async () => 1;`,
  };
  await expect(snapshotFunction(files)).rejects.toThrow('no snapshot: the function does not load: RangeError: no luck');
});
