import { expect, test } from 'vitest';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { runFunction } from '../support/run-function.ts';

const LEEWAY_MEGABYTES = 15;

test('10,000 warm invocations take one connection and no more memory than 2,000', async () => {
  await using api = await startRecordedRuntimeApi(Array(10_000).fill({ some: 'event' }));
  const { end, stdout, stderr } = await runFunction('returns-resident-megabytes', { api });
  expect({ end, stdout, stderr, connections: api.connections }).toEqual({
    end: 'idle',
    stdout: '',
    stderr: '',
    connections: 1,
  });
  const megabytes = api.responses as number[];
  expect(megabytes).toHaveLength(10_000);
  expect(Math.max(...megabytes.slice(2000))).toBeLessThan(Math.max(...megabytes.slice(0, 2000)) + LEEWAY_MEGABYTES);
});

test('a timer that is left behind does not hold up the response', async () => {
  await using api = await startRecordedRuntimeApi([{}, {}]);
  await runFunction('leaves-a-timer-behind', { api });
  expect(api.responses).toEqual(['at once', 'at once']);
});

test('large results do not stay in memory', async () => {
  const length = 5_000_000;
  await using api = await startRecordedRuntimeApi(Array(30).fill({ character: 'x', length }));
  const { end } = await runFunction('returns-large-text', { api });
  expect(end).toBe('idle');
  expect(api.called('response').map(({ bytes }) => bytes)).toEqual(Array(30).fill(length + 2));
});
