import assert from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { type CpuControl, type Freezer, type MemoryControl, PROCESS_LIMIT } from './cgroup-controls.ts';
import type { CgroupPlace, CgroupSupport } from './cgroup-detection.ts';
import { cgroupPids, killCgroup, removeCgroup, writeCgroupFile } from './cgroup-files.ts';
import { cpuV1, freezerV1, memoryV1 } from './cgroup-v1.ts';
import { cpuV2, freezerV2, memoryV2 } from './cgroup-v2.ts';
import { descendantsOf, peakResidentBytes, processesWithTemporary } from './process-table.ts';
import { rememberCgroups } from './service-folder.ts';
import { signalGroup, signalProcess } from './signals.ts';

/** The processes of one execution environment as the kernel counts, limits and stops them. */
export interface ResourceGroup extends AsyncDisposable {
  /** Files that a process writes `0` into before it becomes the program, to be in the group; may be none. */
  readonly procsFiles: readonly string[];
  /** @param vcpus share of processors, 1 is a whole one; undefined takes the limit away */
  setCpu(vcpus: number | undefined): void;
  /**
   * Resolves when all processes stand still.
   *
   * @param leaders started processes, each with a process group of its own: for machines without a freezer
   */
  freeze(leaders: readonly number[]): Promise<void>;
  /** Lets the processes go on where they were. */
  thaw(leaders: readonly number[]): Promise<void>;
  /**
   * Most memory that the processes had, in bytes. The peaks of a cgroup are of no use: they hold every file that was
   * ever read or written. So this is what living processes say of themselves; those that have ended are counted as
   * they were seen in passing. After an out-of-memory kill it is the limit, as in Lambda.
   *
   * @param pids programs of the environment with their descendants
   */
  peakMemoryBytes(pids: readonly number[]): number | undefined;
  /** Whether a process was killed because it wanted more memory than the group may have. */
  oomKilled(): boolean;
  /**
   * Kills everything in the group, frozen or not, and resolves when it has ended.
   *
   * @param leaders as for `freeze`: for machines without cgroups
   */
  killAll(leaders?: readonly number[]): Promise<void>;
}

/** What one environment may use. */
export interface ResourceLimits {
  /** Swapped out or not. Beyond it, all processes are killed. */
  readonly memoryBytes: number;
  /** Its folder for temporary files, by which its processes are found on machines without cgroups. */
  readonly temporary?: string;
}

const WATCH_MS = 200;
const END_LIMIT_MS = 2000;

/**
 * Makes the group of one environment; processes put themselves in.
 *
 * @param name letters, digits and hyphens; unique in this service
 */
export async function createResourceGroup(
  support: CgroupSupport,
  name: string,
  limits: ResourceLimits,
): Promise<ResourceGroup> {
  assert(/^[\w-]+$/.test(name), 'the name of a group is the name of a folder');
  return new Cgroup(support, name, limits);
}

class Cgroup implements ResourceGroup {
  readonly procsFiles: readonly string[];
  readonly #folders: readonly string[];
  readonly #cpu: CpuControl | undefined;
  readonly #memory: MemoryControl | undefined;
  readonly #freezer: Freezer | undefined;
  readonly #memoryBytes: number;
  readonly #temporary: string | undefined;
  #watch: NodeJS.Timeout | undefined;
  #seenBytes = 0;
  #disposed: Promise<void> | undefined;

  constructor(support: CgroupSupport, name: string, { memoryBytes, temporary }: ResourceLimits) {
    const { cpu, memory, pids, freezer } = support;
    const places = [cpu, memory, pids, freezer].filter((place) => place !== undefined);
    const folderOf = makeFolders(places, name);
    this.#folders = [...new Set(places.map(folderOf))];
    this.procsFiles = this.#folders.map((folder) => join(folder, 'cgroup.procs'));
    this.#cpu = cpu && (cpu.version === 1 ? cpuV1 : cpuV2)(folderOf(cpu));
    this.#memory = memory && (memory.version === 1 ? memoryV1 : memoryV2)(folderOf(memory), memoryBytes);
    this.#freezer = freezer && (freezer.version === 1 ? freezerV1 : freezerV2)(folderOf(freezer));
    if (pids !== undefined) writeCgroupFile(folderOf(pids), 'pids.max', String(PROCESS_LIMIT));
    this.#memoryBytes = memoryBytes;
    this.#temporary = temporary;
    this.#watchMemory();
  }

  setCpu(vcpus: number | undefined): void {
    this.#cpu?.set(vcpus);
  }

  async freeze(leaders: readonly number[]): Promise<void> {
    // Nothing changes while nothing runs.
    clearInterval(this.#watch);
    const freezer = this.#freezer;
    if (freezer === undefined) return signalTrees(leaders, 'SIGSTOP');
    freezer.freeze();
    await becomes(() => freezer.isFrozen());
  }

  async thaw(leaders: readonly number[]): Promise<void> {
    if (this.#freezer === undefined) signalTrees(leaders, 'SIGCONT');
    this.#freezer?.thaw();
    this.#watchMemory();
  }

  peakMemoryBytes(pids: readonly number[]): number | undefined {
    if (this.oomKilled()) return this.#memoryBytes;
    this.#look();
    const resident = peakResidentBytes(pids);
    if (this.#memory === undefined) return resident;
    return Math.min(this.#memoryBytes, Math.max(resident ?? 0, this.#seenBytes));
  }

  oomKilled(): boolean {
    return (this.#memory?.oomKills() ?? 0) > 0;
  }

  async killAll(leaders: readonly number[] = []): Promise<void> {
    clearInterval(this.#watch);
    signalTrees(leaders, 'SIGKILL');
    this.#killStrays();
    this.#kill();
    const ended = await becomes(() => this.#folders.every((folder) => cgroupPids(folder).length === 0));
    // Something had started a process at that moment.
    if (!ended) this.#kill();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    await this.killAll();
    await Promise.all(this.#folders.map(removeCgroup));
  }

  /** What has lost its parent is found in its group, or else by what it has inherited. */
  #killStrays(): void {
    if (this.#folders.length > 0 || this.#temporary === undefined) return;
    for (const pid of processesWithTemporary(this.#temporary)) signalProcess(pid, 'SIGKILL');
  }

  #kill(): void {
    for (const folder of this.#folders) killCgroup(folder);
  }

  #watchMemory(): void {
    clearInterval(this.#watch);
    if (this.#memory === undefined || this.#disposed !== undefined) return;
    this.#watch = setInterval(() => {
      this.#look();
      // Version 1 kills one process where Lambda ends the environment.
      if (this.#memory?.killsAll === false && this.oomKilled()) this.#kill();
    }, WATCH_MS).unref();
  }

  #look(): void {
    this.#seenBytes = Math.max(this.#seenBytes, this.#memory?.anonymousBytes() ?? 0);
  }
}

/** One folder for each hierarchy, and which one it is for a place. */
function makeFolders(places: readonly CgroupPlace[], name: string): (place: CgroupPlace) => string {
  const prefix = rememberCgroups(places.map(({ parent }) => parent));
  const folderOf = ({ parent }: CgroupPlace): string => join(parent, `${prefix}${name}`);
  for (const place of places) mkdirSync(folderOf(place), { recursive: true });
  return folderOf;
}

function signalTrees(leaders: readonly number[], signal: NodeJS.Signals): void {
  for (const leader of leaders) {
    const others = descendantsOf(leader);
    signalGroup(leader, signal);
    for (const pid of others) signalProcess(pid, signal);
  }
}

/** Asks again and again, at first without a pause: it is mostly a matter of microseconds. False after a time limit. */
async function becomes(condition: () => boolean): Promise<boolean> {
  const started = performance.now();
  for (let round = 0; !condition(); round += 1) {
    if (performance.now() - started > END_LIMIT_MS) return false;
    await (round < 20 ? setImmediate() : delay(1));
  }
  return true;
}
