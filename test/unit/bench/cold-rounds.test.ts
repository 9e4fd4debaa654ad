import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { coldRounds } from '../../../bench/cold-rounds.ts';
import { Progress } from '../../../bench/progress.ts';
import { seededRandom } from '../../../bench/statistics/random.ts';
import { warmBlocks } from '../../../bench/warm-blocks.ts';
import { contenderOf, emptySetting } from '../../support/bench-contender.ts';

const BARE_LOOP = fileURLToPath(new URL('../../../bench/contenders/bare-loop.cjs', import.meta.url));
const SETTING = await emptySetting();
const SILENT = new Progress({ write: () => true });
const CONTENDERS = ['one', 'two'].map((name) => contenderOf(name, [process.execPath, BARE_LOOP]));

test('every contender has as many cold starts as were asked for, each with all its times', async () => {
  const { samples, failures } = await coldRounds(CONTENDERS, SETTING, 2, seededRandom(1), SILENT);
  expect(failures).toEqual([]);
  expect([...samples.keys()]).toEqual(['one', 'two']);
  for (const sample of [...samples.values()].flat()) {
    expect(Object.values(sample).every((value) => value > 0)).toBe(true);
    expect(sample.peakRssBytes).toBeGreaterThan(1e7);
  }
  expect([...samples.values()].map((list) => list.length)).toEqual([2, 2]);
});

test('every contender has as many warm blocks as were planned, without those that warm up', async () => {
  const plan = { blocks: 3, invocationsPerBlock: 5, warmUpInvocations: 4, settlingInvocations: 2 };
  const { samples, failures } = await warmBlocks(CONTENDERS, SETTING, plan, seededRandom(1), SILENT);
  expect(failures).toEqual([]);
  for (const list of samples.values()) {
    expect(list.map(({ eventToResponseMs }) => eventToResponseMs.length)).toEqual([5, 5, 5]);
    expect(list.map(({ eventToNextMs }) => eventToNextMs.length)).toEqual([5, 5, 5]);
  }
});
