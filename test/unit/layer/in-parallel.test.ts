import { expect, test } from 'vitest';
import { inParallel } from '../../../layer/in-parallel.ts';

test('so many are under way at a time, and results keep their order', async () => {
  const waiting: (() => void)[] = [];
  let most = 0;
  const all = inParallel(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return item * 10;
  });
  for (let done = 0; done < 7; done += 1) {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    most = Math.max(most, waiting.length);
    waiting.pop()?.();
  }
  expect(await all).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(most).toBe(3);
});

test('the first fault is the result', async () => {
  const failing = inParallel(2, [1, 2, 3], (item) =>
    item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(),
  );
  await expect(failing).rejects.toThrow('two');
});
