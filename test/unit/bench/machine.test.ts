import { expect, test } from 'vitest';
import { inspectMachine, machineWarnings } from '../../../bench/machine.ts';

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
