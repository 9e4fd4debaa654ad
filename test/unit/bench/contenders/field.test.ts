import { expect, test } from 'vitest';
import type { ContenderEntry } from '../../../../bench/contenders/contender.ts';
import { CONTENDERS } from '../../../../bench/contenders/contenders.ts';
import { prepareField } from '../../../../bench/contenders/field.ts';
import { Progress } from '../../../../bench/progress.ts';

const GROUND = { node: process.execPath, bootstrap: '/no/such/bootstrap', nodeVersion: 'Node.js 24.21.0' };
const SILENT = new Progress({ write: () => true });
const BARE = CONTENDERS.filter(({ name }) => name === 'bare');

test('a contender that cannot be prepared is left out with its reason, and the others take part', async () => {
  const absent: ContenderEntry = { name: 'rival', about: '', prepare: async () => ({ reason: 'no compiler' }) };
  const field = await prepareField([...BARE, absent], GROUND, SILENT);
  expect(field.contenders).toMatchObject([{ name: 'bare', version: 'Node.js 24.21.0', echoes: true }]);
  expect(field.absent).toEqual([{ name: 'rival', reason: 'no compiler' }]);
});

test('what takes part unasked runs on what everybody has, or is installed; the rest is named', () => {
  const unasked = CONTENDERS.filter(({ onRequest }) => onRequest !== true).map(({ name }) => name);
  expect(unasked).toEqual(['bare', 'snapboot', 'snapboot-compiled', 'aws-lambda-ric', 'bun']);
});
