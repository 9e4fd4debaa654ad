import { expect, test } from 'vitest';
import { initLimitMs } from '../../../../service/environments/init-phase.ts';
import { functionConfig } from '../../../../service/functions/function-config.ts';

test.each([
  ['of any function', false, undefined, 10_000],
  ['of a function with a long timeout', false, 900_000, 10_000],
  ['with SnapStart', true, undefined, 130_000],
  ['with SnapStart and a timeout that is longer', true, 900_000, 900_000],
])('the init %s may take as long as with Lambda', (_what, snapStart, timeoutMs, limitMs) => {
  const settings = { name: 'f', taskRoot: '/', handler: 'index.handler', snapStart };
  expect(initLimitMs(functionConfig({ ...settings, ...(timeoutMs !== undefined && { timeoutMs }) }))).toBe(limitMs);
});
