import { type Dirent, existsSync, readlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from '../build-error.ts';
import type { Architecture } from '../build-plan.ts';
import { ElfError } from '../elf/elf-error.ts';
import { type ElfRequirements, readElfRequirements } from '../elf/elf-requirements.ts';
import type { GuestEntry } from './cpio.ts';

// Where distributions have the libraries of the machine itself, and Debian those for cross-compilers.
const FOLDERS: Record<Architecture, readonly string[]> = {
  x86_64: ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/usr/x86_64-linux-gnu/lib'],
  arm64: ['/lib/aarch64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/lib64', '/usr/lib64', '/usr/aarch64-linux-gnu/lib'],
};

// Those of one architecture look for themselves in one of them, those of the other in the other.
const LIBRARY_FOLDER = '/lib';
const LINKS: readonly GuestEntry[] = [{ kind: 'link', path: '/lib64', target: 'lib' }];

/**
 * A root in which a layer is `/opt`, and its `/opt/bin/node` runs.
 *
 * @param layer folder with a built layer of that architecture
 * @throws BuildError when this machine lacks a library for it
 */
export async function layerRoot(layer: string, architecture: Architecture): Promise<readonly GuestEntry[]> {
  const node = join(layer, 'bin/node');
  return [...(await folderEntries(layer, '/opt')), ...libraryEntries([node], architecture, [join(layer, 'lib')])];
}

/** All of a folder, at another path: files, links as they are, and folders. */
export async function folderEntries(folder: string, path: string): Promise<readonly GuestEntry[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const inside = entries.map((entry) => {
    const source = join(entry.parentPath, entry.name);
    return entryOf(entry, source, join(path, source.slice(folder.length)));
  });
  return [{ kind: 'folder', path }, ...inside.filter((entry) => entry !== undefined)];
}

function entryOf(found: Dirent, source: string, path: string): GuestEntry | undefined {
  if (found.isFile()) return { kind: 'file', path, source };
  if (found.isSymbolicLink()) return { kind: 'link', path, target: readlinkSync(source) };
  return found.isDirectory() ? { kind: 'folder', path } : undefined;
}

/**
 * The dynamic loader and the libraries that programs need, and what those need in turn, where the loader finds them.
 *
 * @param programs paths on this machine
 * @param folders where else to look for libraries, before those of the system
 * @throws BuildError for a library that is nowhere on this machine
 */
export function libraryEntries(
  programs: readonly string[],
  architecture: Architecture,
  folders: readonly string[] = [],
): readonly GuestEntry[] {
  const found = new Map<string, string>();
  const queue = [...programs];
  for (const file of queue) {
    for (const name of neededBy(file)) {
      if (found.has(name)) continue;
      const library = findLibrary(name, architecture, [...folders, ...FOLDERS[architecture]]);
      found.set(name, library);
      queue.push(library);
    }
  }
  const files = [...found].map(
    ([name, source]) => ({ kind: 'file', path: join(LIBRARY_FOLDER, name), source, mode: 0o755 }) as const,
  );
  return [...LINKS, ...files];
}

function neededBy(file: string): readonly string[] {
  const { interpreter, libraries } = readElfRequirements(file);
  const loader = interpreter?.split('/').at(-1);
  return [...(loader === undefined ? [] : [loader]), ...libraries];
}

function findLibrary(name: string, architecture: Architecture, folders: readonly string[]): string {
  const found = folders.map((folder) => join(folder, name)).find((file) => isFor(architecture, file));
  if (found !== undefined) return found;
  const cross = architecture === 'arm64' ? 'libc6-arm64-cross, libstdc++6-arm64-cross' : 'libc6, libstdc++6';
  throw new BuildError(`there is no ${name} for ${architecture} on this machine (packages ${cross})`);
}

function isFor(architecture: Architecture, file: string): boolean {
  return existsSync(file) && requirementsOf(file)?.architecture === architecture;
}

function requirementsOf(file: string): ElfRequirements | undefined {
  try {
    return readElfRequirements(file);
  } catch (error) {
    if (error instanceof ElfError) return undefined;
    throw error;
  }
}
