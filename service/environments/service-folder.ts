import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../state-folder.ts';
import { CGROUPS, cgroupPrefix, PROCESSES, removeServiceFolder, SERVICES, serviceName } from './leftovers.ts';
import { findProcess } from './process-table.ts';

let own: { readonly name: string; readonly path: string } | undefined;
const cgroupParents = new Set<string>();

/** The folder of this service, with everything in it gone when its program ends, or at the next start. */
export function serviceFolder(...parts: readonly string[]): string {
  own ??= openServiceFolder();
  const folder = join(own.path, ...parts);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Writes down a process that has begun a session of its own. The result crosses it out again. */
export function rememberProcess(pid: number): () => void {
  const startTime = findProcess(pid)?.startTime;
  if (startTime === undefined) return () => {};
  const file = join(serviceFolder(PROCESSES), `${pid}-${startTime}`);
  writeFileSync(file, '');
  return () => rmSync(file, { force: true });
}

/**
 * Writes down where this service is about to make a group.
 *
 * @param parents folders in cgroup hierarchies
 * @returns what the names of its groups must begin with
 */
export function rememberCgroups(parents: readonly string[]): string {
  const folder = serviceFolder();
  const known = cgroupParents.size;
  for (const parent of parents) cgroupParents.add(parent);
  if (cgroupParents.size > known) writeFileSync(join(folder, CGROUPS), [...cgroupParents].join('\n'));
  return cgroupPrefix(serviceName());
}

function openServiceFolder(): { name: string; path: string } {
  const name = serviceName();
  const path = stateFolder(SERVICES, name);
  process.once('exit', () => removeServiceFolder(path));
  return { name, path };
}
