import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from '../build-error.ts';
import type { Architecture } from '../build-plan.ts';
import type { GuestEntry } from '../micro-vm/cpio.ts';
import { folderEntries, layerRoot } from '../micro-vm/layer-root.ts';
import { runInMicroVm } from '../micro-vm/micro-vm.ts';
import { type ImageGround, INSIDE } from './image-ground.ts';

/** A command where everything lies as on Lambda, in a virtual machine. */
export interface MachineRun extends Omit<ImageGround, 'temporary' | 'network' | 'etc'> {
  readonly architecture: Architecture;
  readonly cacheFolder: string;
  readonly command: readonly [string, ...string[]];
  /** All its variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Names of files that it leaves in its work folder, and that are to be in that of this machine then. */
  readonly outputs: readonly string[];
}

/** How it went. */
export interface MachineEnd {
  readonly code: number | null;
  /** The last that was written. */
  readonly output: string;
  /** The file of this machine that a path was in that one. */
  readonly fileAt: (path: string) => string;
}

// Afterwards a process that is not small yet, and its image.
const WORK_MB = 700;
const LEAST_MB = 1024;
// Node.js starts in two seconds there, and what is then made ready takes twenty times as long as elsewhere.
const LIMIT_MS = 600_000;

// What the C library reads to know itself and its user by name.
const SYSTEM_FILES: readonly GuestEntry[] = [
  { kind: 'data', path: '/etc/hosts', data: '127.0.0.1 localhost\n::1 localhost\n' },
  { kind: 'data', path: '/etc/nsswitch.conf', data: 'passwd: files\ngroup: files\nhosts: files dns\n' },
  { kind: 'data', path: '/etc/passwd', data: 'root:x:0:0:root:/root:/bin/sh\n' },
  { kind: 'data', path: '/etc/group', data: 'root:x:0:\n' },
];

/**
 * Runs a command as root where everything lies as on Lambda: in a virtual machine with the processor that every one of
 * Lambda's can stand in for.
 *
 * @throws BuildError when there is no such machine, or it does not end
 */
export async function runInMachine(run: MachineRun): Promise<MachineEnd> {
  const { architecture, cacheFolder, command, variables } = run;
  const files = await filesOf(run);
  const inside = new Map(run.outputs.map((name) => [join(INSIDE.work, name), join(run.work, name)]));
  // An image goes on at the time at which it was taken, so that has to come early.
  const memoryMB = await machineMemoryMB(files);
  const machine = { architecture, cacheFolder, memoryMB, clock: 'counted', limitMs: LIMIT_MS } as const;
  const settings = { command, variables, files, folder: INSIDE.taskRoot, outputs: [...inside.keys()] };
  const { code, console, outputs } = await runInMicroVm({ ...machine, ...settings });
  for (const [path, target] of inside) {
    const content = outputs.get(path);
    if (content !== undefined) await writeFile(target, content);
  }
  const sources = new Map(files.flatMap((entry) => (entry.kind === 'file' ? [[entry.path, entry.source]] : [])));
  return { code, output: console, fileAt: (path) => sourceOf(sources, path) };
}

/** What a machine with these files has to have: they are in memory twice while it starts. */
export async function machineMemoryMB(files: readonly GuestEntry[]): Promise<number> {
  const sizes = files.map(async (entry) => (entry.kind === 'file' ? (await stat(entry.source)).size : 0));
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return Math.max(LEAST_MB, WORK_MB + Math.ceil((2 * bytes) / 2 ** 20));
}

async function filesOf({ script, work, ...place }: MachineRun): Promise<readonly GuestEntry[]> {
  const root = await lambdaRoot(place);
  return [
    ...root.filter(({ path }) => path !== INSIDE.script),
    { kind: 'file', path: INSIDE.script, source: script },
    ...(await folderEntries(work, INSIDE.work)),
  ];
}

/** A root in which everything lies as on Lambda: the layer in `/opt`, the function, and files that are shown as they are here. */
export async function lambdaRoot({
  layer,
  architecture,
  taskRoot,
  shown = [],
}: Pick<MachineRun, 'layer' | 'architecture' | 'taskRoot' | 'shown'>): Promise<readonly GuestEntry[]> {
  return [
    ...(await layerRoot(layer, architecture)),
    ...(await folderEntries(taskRoot, INSIDE.taskRoot)),
    ...SYSTEM_FILES,
    ...shown.map((path) => ({ kind: 'file', path, source: path }) as const),
  ];
}

function sourceOf(sources: ReadonlyMap<string, string>, path: string): string {
  const source = sources.get(path);
  if (source === undefined) throw new BuildError(`the process has loaded ${path}, which is of no file of this machine`);
  return source;
}
