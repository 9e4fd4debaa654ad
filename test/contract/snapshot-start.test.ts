import { expect, test } from 'vitest';
import { runIn, snapshotFunction } from '../support/snapshot-function.ts';

// Of the tests of snapshots the one that also runs emulated, where each start takes seconds: one snapshot for all of it.
test('a function starts from its snapshot with the variables that it was taken with, and without it with others', async () => {
  const files = {
    'index.mjs': `import { createHash } from 'node:crypto';
        import { afterRestore } from 'snapboot';
        const { STAGE: stage } = process.env;
        let wakings = 0;
        afterRestore(() => { wakings++; });
        const hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 8);
        export const handler = async ({ text }) => ({ stage, wakings, hash: hash(text) });`,
  };
  await using snapshot = await snapshotFunction(files, { variables: { STAGE: 'test' } });
  const events = [{ text: 'one' }, { text: 'two' }];
  const answers = (stage: string, wakings: number) => [
    { stage, wakings, hash: '7692c3ad' },
    { stage, wakings, hash: '3fc4ccfe' },
  ];
  const awake = await runIn(snapshot, events, { STAGE: 'test' });
  expect(awake).toMatchObject({ responses: answers('test', 1), stdout: '', stderr: '', end: 'idle' });
  const { responses, stderr } = await runIn(snapshot, events, { STAGE: 'live' });
  const why = 'STAGE had another value when it was built';
  expect({ responses, stderr }).toEqual({
    responses: answers('live', 0),
    stderr: `snapboot: the snapshot is not used, the function starts without it: ${why}\n`,
  });
});
