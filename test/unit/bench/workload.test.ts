import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findWorkloads } from '../../../bench/workload.ts';

const EMPTY = fileURLToPath(new URL('../../../bench/workloads/empty', import.meta.url));

test('without a path it is the empty handler with an empty event', async () => {
  expect(await findWorkloads({ workloads: [] })).toEqual([
    {
      name: 'an empty handler',
      own: 'empty',
      taskRoot: EMPTY,
      handler: 'index.handler',
      event: '{}',
      expected: 'null',
    },
  ]);
});

test('a file, a handler and an event of the user are taken', async () => {
  const path = `${EMPTY}/index.mjs`;
  const options = { path, handler: 'index.other', event: '[1]', workloads: [] };
  expect(await findWorkloads(options)).toMatchObject([
    { name: path, handler: 'index.other', event: '[1]', expected: undefined },
  ]);
});

test('a workload that there is not is refused with those that there are', async () => {
  await expect(findWorkloads({ workloads: ['none'] })).rejects.toThrow(/^--workload none: there are empty/);
});
