import { expect, test } from 'vitest';
import { fastestSnapshot } from '../../../../layer/function/fastest-snapshot.ts';
import type { ModeFigures, TrialMode } from '../../../../layer/function/function-manifest.ts';

function figures(sums: Readonly<Partial<Record<TrialMode, readonly number[]>>>): ModeFigures[] {
  return Object.entries(sums).flatMap(([mode, all]) =>
    all.map((sum, index) => {
      const memoryMb = index === 0 ? 1769 : 128;
      return { mode: mode as TrialMode, memoryMb, starts: 1, initMs: sum - 1, firstInvocationMs: 1 };
    }),
  );
}

test('the snapshot that is faster with every size of memory is taken', () => {
  const measured = figures({ plain: [9, 9], compiled: [8, 8], snapshot: [7, 7], 'snapshot with code': [7, 8] });
  expect(fastestSnapshot(measured)).toBe('snapshot');
});

test('of two that are faster, the one whose sums come to less', () => {
  const measured = figures({ plain: [9, 99], compiled: [8, 88], snapshot: [6, 77], 'snapshot with code': [7, 55] });
  expect(fastestSnapshot(measured)).toBe('snapshot with code');
});

test('one that is slower with one size of memory is out, however fast it is with another', () => {
  const measured = figures({ plain: [9, 99], compiled: [8, 50], snapshot: [2, 51], 'snapshot with code': [7, 49] });
  expect(fastestSnapshot(measured)).toBe('snapshot with code');
});

test('who compares modes gets the faster of two that are slower', () => {
  const measured = figures({ compiled: [8, 8], snapshot: [9, 9], 'snapshot with code': [9, 10] });
  expect(fastestSnapshot(measured, true)).toBe('snapshot');
});

test('there is none where the function is as fast without', () => {
  expect(fastestSnapshot(figures({ plain: [9, 9], compiled: [8, 8], snapshot: [8, 7] }))).toBe(undefined);
});
