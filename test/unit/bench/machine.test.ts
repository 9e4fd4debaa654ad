import { expect, test } from 'vitest';
import { inspectMachine, machineWarnings } from '../../../bench/machine.ts';
import { noiseWarnings } from '../../../bench/noise.ts';

test('the machine is described by what decides the figures', () => {
  const machine = inspectMachine(process.execPath, 0.25);
  expect(machine).toMatchObject({ nodeVersion: process.version, architecture: process.arch, loadBefore: 0.25 });
  expect(machine.cores).toBeGreaterThan(0);
});

test('a machine with more load than half its cores is warned about', () => {
  const machine = { ...inspectMachine(process.execPath, 0.9), cores: 2 };
  expect(machineWarnings(machine)).toEqual([]);
  expect(machineWarnings({ ...machine, loadBefore: 1.1 })).toEqual([
    'the machine was busy before the run: load 1.10 on 2 cores',
  ]);
});

test('starts that scatter are warned about, with the contender and by how much', () => {
  const starts = (...times: number[]) =>
    times.map((spawnToNextMs) => ({ spawnToNextMs, nextToResponseMs: 1, responseToNextMs: 1, peakRssBytes: 1 }));
  const steady = { name: 'steady', coldStarts: starts(40, 41, 40, 41), warmBlocks: [] };
  const noisy = { name: 'noisy', coldStarts: starts(30, 50, 40, 60, 20), warmBlocks: [] };
  expect(noiseWarnings([steady])).toEqual([]);
  expect(noiseWarnings([steady, noisy])).toEqual([
    'the starts scatter: half of them lie off their median by 25 % (noisy) or more',
  ]);
});
