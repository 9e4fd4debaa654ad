import { readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { signalProcess } from './signals.ts';

// Files of a cgroup are kernel memory: reading and writing them never waits for a disk, so no promise is made.

// Long enough for a process with much memory to give it back.
const REMOVAL_LIMIT_MS = 2000;
const REMOVAL_PAUSE_MS = 5;

/** Reads one file of a group; undefined where this kernel has none, or the group is gone. */
export function readCgroupFile(folder: string, file: string): string | undefined {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return undefined;
  }
}

/** The number behind a key, in files that have one on each line: `oom_kill 0`. */
export function cgroupCounter(text: string | undefined, key: string): number | undefined {
  const value = new RegExp(`^${key} (\\d+)$`, 'm').exec(text ?? '')?.[1];
  return value === undefined ? undefined : Number(value);
}

/** Writes one file of a group. False where this kernel has no such file or refuses the value. */
export function writeCgroupFile(folder: string, file: string, value: string): boolean {
  try {
    writeFileSync(join(folder, file), value);
    return true;
  } catch {
    return false;
  }
}

/** Ids of the processes in a group. */
export function cgroupPids(folder: string): readonly number[] {
  return (readCgroupFile(folder, 'cgroup.procs') ?? '').split('\n').filter(Boolean).map(Number);
}

/** Sends SIGKILL to everything in a group, frozen or not. */
export function killCgroup(folder: string): void {
  if (writeCgroupFile(folder, 'cgroup.kill', '1')) return;
  for (const pid of cgroupPids(folder)) signalProcess(pid, 'SIGKILL');
  // In version 1 a frozen process dies when it is thawed.
  if (readCgroupFile(folder, 'freezer.state') !== undefined) writeCgroupFile(folder, 'freezer.state', 'THAWED');
}

/**
 * Removes the folder of a group, as soon as the kernel has done with its last process.
 *
 * @throws Error when there are still processes after two seconds
 */
export async function removeCgroup(folder: string): Promise<void> {
  const deadline = performance.now() + REMOVAL_LIMIT_MS;
  while (!tryRemove(folder)) {
    if (performance.now() > deadline) throw new Error(`${folder}: a process in this group cannot be killed`);
    await delay(REMOVAL_PAUSE_MS);
  }
}

/** Kills and removes groups, for a program that is about to end: it waits. */
export function removeCgroupsNow(folders: readonly string[]): void {
  const deadline = performance.now() + REMOVAL_LIMIT_MS;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let left = folders;
  while (left.length > 0 && performance.now() < deadline) {
    // All of them first: what is frozen in one hierarchy cannot leave another.
    for (const folder of left) killCgroup(folder);
    left = left.filter((folder) => !tryRemove(folder));
    if (left.length > 0) Atomics.wait(pause, 0, 0, REMOVAL_PAUSE_MS);
  }
}

function tryRemove(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
