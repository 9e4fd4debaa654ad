import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cgroupPids, readCgroupFile, writeCgroupFile } from './cgroup-files.ts';

/** Where groups can be made that one kind of limit applies to. */
export interface CgroupPlace {
  readonly version: 1 | 2;
  /** Folder of the group that will hold them. */
  readonly parent: string;
}

/** What the cgroups of this machine can do for this user. */
export interface CgroupSupport {
  readonly cpu?: CgroupPlace;
  readonly memory?: CgroupPlace;
  readonly pids?: CgroupPlace;
  readonly freezer?: CgroupPlace;
  /** One line about what is missing, if it was wanted. */
  readonly notice?: string;
}

/** Files in which the kernel describes the groups of this process. */
export interface CgroupFacts {
  /** `/proc/self/cgroup` */
  readonly groups: string;
  /** `/proc/self/mountinfo` */
  readonly mounts: string;
}

type Controller = (typeof CONTROLLERS)[number];
type Places = { readonly [name in Controller | 'freezer']?: CgroupPlace };

const CONTROLLERS = ['cpu', 'memory', 'pids'] as const;
const OWN: CgroupFacts = { groups: '/proc/self/cgroup', mounts: '/proc/self/mountinfo' };

/**
 * Finds out once what the cgroups can do: version 1, version 2, or both side by side.
 *
 * @param choice `none` uses no cgroups, and says nothing about it
 */
export async function detectCgroups(choice: 'auto' | 'none', facts: CgroupFacts = OWN): Promise<CgroupSupport> {
  if (choice === 'none') return {};
  const hierarchies = ownGroups(facts);
  const places: Places = { ...placesV1(hierarchies), ...placesV2(hierarchies) };
  const notice = describeMissing(places);
  return notice === undefined ? places : { ...places, notice };
}

/** Name of each hierarchy (the controller; empty for version 2) and the folder of this process's group in it. */
function ownGroups({ groups, mounts }: CgroupFacts): ReadonlyMap<string, string> {
  const mounted = read(mounts).split('\n').map(cgroupMount);
  const found = new Map<string, string>();
  for (const line of read(groups).split('\n').filter(Boolean)) {
    const [, names = '', ...path] = line.split(':');
    for (const name of names.split(',')) {
      const mount = mounted.find((candidate) => candidate?.names.includes(name));
      if (mount !== undefined) found.set(name, groupFolder(mount, path.join(':')));
    }
  }
  return found;
}

interface CgroupMount {
  readonly names: readonly string[];
  readonly root: string;
  readonly point: string;
}

/** `36 35 0:30 /root /point rw,relatime shared:1 - cgroup cgroup rw,cpu` */
function cgroupMount(line: string): CgroupMount | undefined {
  const [place = '', source = ''] = line.split(' - ');
  const [, , , root = '', point = ''] = place.split(' ');
  const [type, , options = ''] = source.split(' ');
  if (type === 'cgroup2') return { names: [''], root, point };
  return type === 'cgroup' ? { names: options.split(','), root, point } : undefined;
}

/** Inside a container, only a part of the hierarchy may be mounted. */
function groupFolder({ root, point }: CgroupMount, path: string): string {
  const prefix = root === '/' ? '' : root;
  const folder = path.startsWith(`${prefix}/`) ? resolve(point, `.${path.slice(prefix.length)}`) : point;
  return existsSync(folder) ? folder : point;
}

function placesV1(hierarchies: ReadonlyMap<string, string>): Places {
  const names = [...CONTROLLERS, 'freezer'] as const;
  const found = names
    .map((name) => [name, hierarchies.get(name)] as const)
    .filter(([, parent]) => parent !== undefined && isWritable(parent));
  return Object.fromEntries(found.map(([name, parent]) => [name, { version: 1, parent }]));
}

/** Its freezer kills what is frozen, unlike that of version 1: it goes first where both are there. */
function placesV2(hierarchies: ReadonlyMap<string, string>): Places {
  const own = hierarchies.get('');
  if (own === undefined) return {};
  const parents = selfAndAncestors(own).filter(isWritable);
  const parent = parents.find((folder) => handsOn(folder).length > 0) ?? parents.find(canHoldGroups);
  if (parent === undefined) return {};
  const names = [...handsOn(parent), ...(canFreeze(own) ? ['freezer'] : [])];
  return Object.fromEntries(names.map((name) => [name, { version: 2, parent }]));
}

function selfAndAncestors(folder: string): readonly string[] {
  const parent = dirname(folder);
  const isTop = readCgroupFile(parent, 'cgroup.procs') === undefined;
  return isTop ? [folder] : [folder, ...selfAndAncestors(parent)];
}

/** A group below this one is of use for freezing at least. */
function canHoldGroups(folder: string): boolean {
  return readCgroupFile(folder, 'cgroup.type')?.trim() !== 'threaded';
}

/** Since Linux 5.2; the root group cannot, and has no file that would tell. */
function canFreeze(folder: string): boolean {
  return isRoot(folder) || readCgroupFile(folder, 'cgroup.freeze') !== undefined;
}

function isRoot(folder: string): boolean {
  return readCgroupFile(folder, 'cgroup.type') === undefined;
}

/** Controllers that groups below this one have. A group hands on none while it has processes, unless it is the root. */
function handsOn(folder: string): readonly Controller[] {
  if (isRoot(folder) || cgroupPids(folder).length === 0) {
    for (const name of wanted(folder, 'cgroup.controllers')) {
      if (!wanted(folder, 'cgroup.subtree_control').includes(name)) {
        writeCgroupFile(folder, 'cgroup.subtree_control', `+${name}`);
      }
    }
  }
  return wanted(folder, 'cgroup.subtree_control');
}

function wanted(folder: string, file: string): readonly Controller[] {
  const names = (readCgroupFile(folder, file) ?? '').trim().split(' ');
  return CONTROLLERS.filter((name) => names.includes(name));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    accessSync(join(folder, 'cgroup.procs'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function describeMissing(places: Places): string | undefined {
  const missing = [
    places.memory === undefined ? 'no memory limit' : '',
    places.cpu === undefined ? 'no CPU share' : '',
    places.freezer === undefined ? 'freezing by SIGSTOP' : '',
  ].filter(Boolean);
  return missing.length === 0 ? undefined : `No writable cgroups for all limits: ${missing.join(', ')}.`;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
