/** What a version of cgroups knows to do with the processor time of one group. */
export interface CpuControl {
  /** @param vcpus share of processors, 1 is a whole one; undefined takes the limit away */
  set(vcpus: number | undefined): void;
}

/** What a version of cgroups knows about the memory of one group. */
export interface MemoryControl {
  /** What the group has now in bytes, without file pages, which the kernel could take back. */
  anonymousBytes(): number;
  /** Processes that the kernel has killed because there was no memory left. */
  oomKills(): number;
  /** Whether the kernel kills all of the group then, and not just one process. */
  readonly killsAll: boolean;
}

/** Stops all processes of one group at whatever they do, without their notice. */
export interface Freezer {
  freeze(): void;
  thaw(): void;
  /** Whether the last process has stopped. */
  isFrozen(): boolean;
}

/** Processes and threads that one environment may have in Lambda. */
export const PROCESS_LIMIT = 1024;

// A share of 1/14 is 1.4 ms of it: shorter and the kernel takes no quota, longer and an invocation stands still.
const CPU_PERIOD_US = 20_000;
const SHORTEST_QUOTA_US = 1000;

/** Processor time that a group may use in each period, in microseconds, as the kernel takes it. */
export function cpuQuota(vcpus: number): { readonly quotaUs: number; readonly periodUs: number } {
  return { quotaUs: Math.max(SHORTEST_QUOTA_US, Math.round(vcpus * CPU_PERIOD_US)), periodUs: CPU_PERIOD_US };
}
