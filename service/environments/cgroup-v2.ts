import { type CpuControl, cpuQuota, type Freezer, type MemoryControl } from './cgroup-controls.ts';
import { cgroupCounter, readCgroupFile, writeCgroupFile } from './cgroup-files.ts';

/** Processor time of a group whose parent has handed on the controller `cpu`. */
export function cpuV2(folder: string): CpuControl {
  return {
    set(vcpus) {
      const { quotaUs, periodUs } = cpuQuota(vcpus ?? 1);
      writeCgroupFile(folder, 'cpu.max', `${vcpus === undefined ? 'max' : quotaUs} ${periodUs}`);
    },
  };
}

/** Memory of a group whose parent has handed on the controller `memory`. Nothing of it is swapped out. */
export function memoryV2(folder: string, limitBytes: number): MemoryControl {
  writeCgroupFile(folder, 'memory.max', String(limitBytes));
  writeCgroupFile(folder, 'memory.swap.max', '0');
  const killsAll = writeCgroupFile(folder, 'memory.oom.group', '1');
  return {
    anonymousBytes: () => cgroupCounter(readCgroupFile(folder, 'memory.stat'), 'anon') ?? 0,
    oomKills: () => cgroupCounter(readCgroupFile(folder, 'memory.events'), 'oom_kill') ?? 0,
    killsAll,
  };
}

/** Stops a group; every group of version 2 can. */
export function freezerV2(folder: string): Freezer {
  return {
    freeze: () => void writeCgroupFile(folder, 'cgroup.freeze', '1'),
    thaw: () => void writeCgroupFile(folder, 'cgroup.freeze', '0'),
    isFrozen: () => cgroupCounter(readCgroupFile(folder, 'cgroup.events'), 'frozen') === 1,
  };
}
