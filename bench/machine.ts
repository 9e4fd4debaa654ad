import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

/** Where the figures come from; they mean little without it. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly architecture: string;
  /** Of the binary that all contenders run on. */
  readonly nodeVersion: string;
  /** Load average over the minute before the run. */
  readonly loadBefore: number;
}

/** Reads what the figures depend on. The load average is the caller's, since a build of its own would raise it. */
export function inspectMachine(node: string, loadBefore: number): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    kernel: release(),
    architecture: process.arch,
    nodeVersion: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
    loadBefore,
  };
}

/** Why the figures of this machine are to be read with care. */
export function machineWarnings({ cores, loadBefore }: Machine): string[] {
  const warnings: string[] = [];
  if (loadBefore > cores / 2) {
    warnings.push(`the machine was busy before the run: load ${loadBefore.toFixed(2)} on ${cores} cores`);
  }
  if (cores < 2) warnings.push('one core: the stopwatch competes with what it measures');
  return warnings;
}
