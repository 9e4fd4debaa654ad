import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stateFolder } from '../state-folder.ts';
import { removeCgroupsNow } from './cgroup-files.ts';
import { findProcess, processesWithTemporary, sessionMembers } from './process-table.ts';
import { signalProcess } from './signals.ts';
import { unmountBelow } from './unmount.ts';

// A service that was killed could not tidy up. Each has a folder, named after its process, in the state folder:
//
//   services/<pid namespace>-<pid>-<start time>/
//     processes/<pid>-<start time>    one empty file a process that it has started, which began a session
//     cgroups                         folders, one a line, in which it makes groups named after its own folder
//     temporary/…                     temporary folders, with what is mounted there

/** Folder of everything that is the work of one service, by the services' pids. */
export const SERVICES = 'services';
/** File in a service's folder. */
export const CGROUPS = 'cgroups';
/** Folder in a service's folder. */
export const PROCESSES = 'processes';

/** Removes what services have left that are gone: their processes, groups, mounts and folders. */
export async function cleanLeftovers(): Promise<void> {
  const services = stateFolder(SERVICES);
  for (const name of readdirSync(services)) {
    if (isServiceGone(name)) removeServiceFolder(join(services, name));
  }
}

/** What names the service in this process, or in another one, among all that ever ran here. */
export function serviceName(pid: number = process.pid): string {
  return `${pidNamespace()}-${pid}-${findProcess(pid)?.startTime ?? 0}`;
}

/** Groups of a service begin with this in every hierarchy. */
export function cgroupPrefix(service: string): string {
  return `snapboot-${service}-`;
}

/** Ends and removes everything that belongs to one service; waits, since a program that exits can do nothing else. */
export function removeServiceFolder(folder: string): void {
  for (const name of entries(join(folder, PROCESSES))) killSession(name);
  // Without a sandbox, a function may have started what is in another session and has lost its parent.
  for (const pid of processesWithTemporary(folder)) signalProcess(pid, 'SIGKILL');
  removeCgroupsNow(lines(join(folder, CGROUPS)).flatMap((parent) => groupsIn(parent, cgroupPrefix(basename(folder)))));
  unmountBelow(folder);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Whether a service has ended. Ids of another namespace say nothing here: such a service may well live.
 *
 * @param name what `serviceName` gave to it; more may follow after another `-`
 */
export function isServiceGone(name: string): boolean {
  const [namespace, pid, startTime] = name.split('-');
  if (namespace !== pidNamespace()) return false;
  return startTime === '0' ? !answers(Number(pid)) : findProcess(Number(pid))?.startTime !== startTime;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    return '0';
  }
}

/** For systems without `/proc`. */
function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function killSession(name: string): void {
  const [pid, startTime] = name.split('-');
  const leader = findProcess(Number(pid));
  // The kernel gives an id to nobody else while a session has it: another process means that the session is over.
  if (leader !== undefined && leader.startTime !== startTime) return;
  for (const member of sessionMembers(Number(pid))) signalProcess(member, 'SIGKILL');
}

function groupsIn(parent: string, prefix: string): readonly string[] {
  return entries(parent)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(parent, name));
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
