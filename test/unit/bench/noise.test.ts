import { expect, test } from 'vitest';
import type { ContenderResult, ScenarioResult } from '../../../bench/bench-result.ts';
import { noiseWarnings } from '../../../bench/noise.ts';

function contender(name: string, startsMs: readonly number[], blocksMs: readonly number[] = []): ContenderResult {
  return {
    name,
    version: '',
    phases: [],
    coldStarts: startsMs.map((spawnToNextMs) => ({
      spawnToNextMs,
      nextToResponseMs: 1,
      responseToNextMs: 1,
      warmMs: 1,
      peakRssBytes: 1,
    })),
    warmBlocks: blocksMs.map((ms) => ({ eventToResponseMs: [ms, ms, 100], eventToNextMs: [ms, ms, 100] })),
  };
}

function scenario(...contenders: ContenderResult[]): ScenarioResult {
  return {
    workload: { name: 'fn', handler: 'index.handler', event: '{}' },
    condition: 'warm-cache',
    details: [],
    memoryMb: 128,
    contenders,
  };
}

const STEADY = contender('steady', [40, 41, 40, 41, 400], [0.1, 0.101, 0.1, 0.5]);

test('a quiet machine is not warned about, whatever a few starts have met', () => {
  expect(noiseWarnings(scenario(STEADY))).toEqual([]);
});

test('starts that scatter are warned about, with the scenario, the contender and by how much', () => {
  expect(noiseWarnings(scenario(STEADY, contender('noisy', [30, 50, 40, 60, 20])))).toEqual([
    'fn, warm-cache: the starts scatter: half of them lie off their median by 25 % (noisy) or more',
  ]);
});

test('warm invocations are judged by their blocks', () => {
  expect(noiseWarnings(scenario(STEADY, contender('noisy', [40, 40], [0.08, 0.1, 0.12, 0.14])))).toEqual([
    'fn, warm-cache: the blocks of warm invocations scatter: half of them lie off their median by 18 % (noisy) or more',
  ]);
});

test('a contender that has failed says nothing about the machine', () => {
  expect(noiseWarnings(scenario(contender('failed', [])))).toEqual([]);
});
