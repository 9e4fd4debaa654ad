import { expect, test } from 'vitest';
import type { ContenderEntry } from '../../../../bench/contenders/contenders.ts';
import { CONTENDERS } from '../../../../bench/contenders/contenders.ts';
import { prepareField } from '../../../../bench/contenders/field.ts';
import { Progress } from '../../../../bench/progress.ts';
import { findWorkload } from '../../../../bench/workload.ts';

const GROUND = { node: process.execPath, bootstrap: '/no/such/bootstrap' };
const SETTING = { workload: await findWorkload({}), memoryMb: 128 };
const SILENT = new Progress({ write: () => true });
const BARE = CONTENDERS.filter(({ name }) => name === 'bare');

function entry(name: string, optional: boolean, prepare: ContenderEntry['prepare']): ContenderEntry {
  return { name, about: '', optional, prepare };
}

const dies = async () => [process.execPath, '-e', 'throw new Error("broken")'] as const;

test('a contender that cannot be prepared is left out with its reason, and the others take part', async () => {
  const absent = entry('rival', true, async () => ({ reason: 'no compiler' }));
  const field = await prepareField([...BARE, absent], GROUND, SETTING, SILENT);
  expect(field.contenders.map(({ name }) => name)).toEqual(['bare']);
  expect(field.absent).toEqual([{ name: 'rival', reason: 'no compiler' }]);
});

test('a rival that dies on its first start is left out with its error', async () => {
  const { absent } = await prepareField([entry('rival', true, dies), ...BARE], GROUND, SETTING, SILENT);
  expect(absent[0]?.reason).toMatch(/^ended with exit code 1 .*: Error: broken$/);
});

test('a contender that must not be missing ends the benchmark', async () => {
  await expect(prepareField([entry('ours', false, dies)], GROUND, SETTING, SILENT)).rejects.toThrow(/^ours: .*broken$/);
});

test('a benchmark of nobody says why', async () => {
  const absent = entry('rival', true, async () => ({ reason: 'no compiler' }));
  await expect(prepareField([absent], GROUND, SETTING, SILENT)).rejects.toThrow('rival: no compiler');
});
