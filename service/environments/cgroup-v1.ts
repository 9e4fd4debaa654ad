import { type CpuControl, cpuQuota, type Freezer, type MemoryControl } from './cgroup-controls.ts';
import { cgroupCounter, readCgroupFile, writeCgroupFile } from './cgroup-files.ts';

/** Processor time of a group in the hierarchy `cpu`. */
export function cpuV1(folder: string): CpuControl {
  return {
    set(vcpus) {
      const { quotaUs, periodUs } = cpuQuota(vcpus ?? 1);
      writeCgroupFile(folder, 'cpu.cfs_period_us', String(periodUs));
      // A group above with less than this refuses it, and is the limit then.
      writeCgroupFile(folder, 'cpu.cfs_quota_us', vcpus === undefined ? '-1' : String(quotaUs));
    },
  };
}

/** Memory of a group in the hierarchy `memory`, with as much as it may have, swapped out or not. */
export function memoryV1(folder: string, limitBytes: number): MemoryControl {
  // In this order: memory and swap may not be less than memory alone. Kernels may count no swap.
  writeCgroupFile(folder, 'memory.limit_in_bytes', String(limitBytes));
  writeCgroupFile(folder, 'memory.memsw.limit_in_bytes', String(limitBytes));
  return {
    anonymousBytes: () => cgroupCounter(readCgroupFile(folder, 'memory.stat'), 'total_rss') ?? 0,
    oomKills: () => cgroupCounter(readCgroupFile(folder, 'memory.oom_control'), 'oom_kill') ?? 0,
    killsAll: false,
  };
}

/** Stops a group in the hierarchy `freezer`. */
export function freezerV1(folder: string): Freezer {
  return {
    freeze: () => void writeCgroupFile(folder, 'freezer.state', 'FROZEN'),
    thaw: () => void writeCgroupFile(folder, 'freezer.state', 'THAWED'),
    // FREEZING becomes FROZEN when it is read.
    isFrozen: () => readCgroupFile(folder, 'freezer.state')?.trim() === 'FROZEN',
  };
}
