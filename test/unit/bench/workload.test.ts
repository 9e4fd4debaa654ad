import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findWorkload } from '../../../bench/workload.ts';

const EMPTY = fileURLToPath(new URL('../../../bench/workloads/empty', import.meta.url));

test('without a path it is the empty handler with an empty event', async () => {
  expect(await findWorkload({})).toEqual({
    name: 'an empty handler',
    isReference: true,
    taskRoot: EMPTY,
    handler: 'index.handler',
    event: '{}',
  });
});

test('a file, a handler and an event of the user are taken', async () => {
  const path = `${EMPTY}/index.mjs`;
  expect(await findWorkload({ path, handler: 'index.other', event: '[1]' })).toMatchObject({
    name: path,
    isReference: false,
    handler: 'index.other',
    event: '[1]',
  });
});
