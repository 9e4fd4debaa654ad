import { expect, test } from 'vitest';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';

test('SNAPBOOT_TRACE=1 tells in one line when each part of the start was there, in their order', async () => {
  await using api = await startRecordedRuntimeApi();
  const before = Date.now();
  const { stdout, stderr } = await runFunction('returns-event', { api, env: { SNAPBOOT_TRACE: '1' } });
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toHaveLength(1);
  const { originMs, ...times } = JSON.parse(stderr).snapbootTrace;
  expect(originMs).toBeGreaterThan(before - 1000);
  expect(originMs).toBeLessThan(Date.now() + 1000);
  expect(Object.keys(times)).toEqual(['v8Ms', 'nodeMs', 'runtimeMs', 'handlerMs', 'nextMs']);
  const values = Object.values(times) as number[];
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(values[0]).toBeGreaterThan(0);
});

test.each(['', '0', 'true'])('SNAPBOOT_TRACE=%j says nothing', async (value) => {
  await using api = await startRecordedRuntimeApi();
  const { stdout, stderr } = await runFunction('returns-event', { api, env: { SNAPBOOT_TRACE: value } });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
});
