import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { cgroupPrefix, SERVICES, serviceName } from '../../service/environments/leftovers.ts';
import { descendantsOf, findProcess } from '../../service/environments/process-table.ts';
import { stateFolder } from '../../service/state-folder.ts';

/** A service whose traces on this machine are looked for; others that run at the same time have other names. */
export interface TracedService {
  /** As it stands in the names of all that it makes. */
  readonly name: string;
  readonly pid: number;
  /** Where it keeps what belongs to its environments. */
  readonly folder: string;
}

const ENVIRONMENT_FOLDERS = ['temporary', 'processes', 'drafts', 'probes'];

/** Each test of this file must leave nothing of what its services, in this process, have started and made. */
export function expectNothingLeftAfterEach(): void {
  let before: readonly string[] = [];

  beforeEach(() => {
    before = tracesOf(ownService());
  });

  afterEach(() => expectNothingLeft(ownService(), before));
}

/** The service in this process. */
export function ownService(): TracedService {
  return { name: serviceName(), pid: process.pid, folder: stateFolder(SERVICES, serviceName()) };
}

/** The service in another process that lives. */
export function serviceIn(pid: number, temporary: string): TracedService {
  const name = serviceName(pid);
  return { name, pid, folder: join(temporary, `snapboot-${process.getuid?.() ?? 'user'}`, SERVICES, name) };
}

/** Waits until there is nothing of a service but what was there before. */
export async function expectNothingLeft(service: TracedService, before: readonly string[] = []): Promise<void> {
  const more = (): readonly string[] => tracesOf(service).filter((trace) => !before.includes(trace));
  // A process that was killed needs a moment to go.
  await expect.poll(more).toEqual([]);
}

/** Processes, mounts, loop devices, cgroups and folders that belong to a service, in words. */
export function tracesOf(service: TracedService): readonly string[] {
  return [...processesOf(service), ...mountsOf(service), ...groupsOf(service), ...foldersOf(service)];
}

/** By descent, by command line (the sandbox names its folders), by environment (so does the function's) and by group. */
function processesOf({ name, pid }: TracedService): readonly string[] {
  const pids = entries('/proc')
    .map(Number)
    .filter((each) => each > 0 && each !== pid && each !== process.pid);
  const named = pids.filter((each) =>
    ['cmdline', 'environ', 'cgroup'].some((file) => readText(`/proc/${each}/${file}`).includes(name)),
  );
  const found = [...new Set([...named, ...descendantsOf(pid)])].filter((each) => findProcess(each) !== undefined);
  return found.map(
    (each) => `process ${each}: ${readText(`/proc/${each}/cmdline`).replaceAll('\0', ' ').slice(0, 80)}`,
  );
}

function mountsOf({ name }: TracedService): readonly string[] {
  const mounts = readText('/proc/self/mountinfo')
    .split('\n')
    .filter((line) => line.includes(name));
  const loops = entries('/sys/block').filter((device) =>
    readText(`/sys/block/${device}/loop/backing_file`).includes(name),
  );
  return [...mounts.map((line) => `mount ${line}`), ...loops.map((device) => `loop device ${device}`)];
}

function groupsOf({ name }: TracedService): readonly string[] {
  return foldersBelow('/sys/fs/cgroup').filter((folder) => folder.includes(`/${cgroupPrefix(name)}`));
}

function foldersOf({ folder }: TracedService): readonly string[] {
  return ENVIRONMENT_FOLDERS.flatMap((part) => entries(join(folder, part)).map((entry) => join(folder, part, entry)));
}

function foldersBelow(folder: string): readonly string[] {
  const folders = listed(folder).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => [join(folder, name), ...foldersBelow(join(folder, name))]);
}

function entries(folder: string): readonly string[] {
  return listed(folder).map(({ name }) => name);
}

function listed(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Whatever this user may not read, or is gone, says nothing. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
