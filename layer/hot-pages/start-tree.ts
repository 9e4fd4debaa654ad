import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { CommandLine } from '../../service/processes/command-line.ts';
import type { Architecture } from '../build-plan.ts';
import { EMULATED_LIBRARIES, emulator, isEmulated } from '../emulation.ts';
import type { HotFile } from './hot-pages.ts';
import { emulatedLibraries } from './tree/emulated-libraries.ts';
import { fileTree, type TreeEntry } from './tree/file-tree.ts';
import { librariesOf } from './tree/system-files.ts';
import { type Tree, wholeTree } from './tree/whole-tree.ts';

/** A file, and where it is to be. */
export interface PlacedFile {
  /** Below `/opt`. */
  readonly path: string;
  /** Absolute path of what it holds. */
  readonly source: string;
}

/** What is started. */
export interface StartFiles {
  readonly architecture: Architecture;
  /** The layer; its bootstrap is the script for a shell. */
  readonly layer: readonly PlacedFile[];
  /** Absolute path of the folder with the function. */
  readonly taskRoot: string;
  /** Absolute path of the script that emulates the layer's Node.js, where that does not run by itself. */
  readonly emulation: string;
}

/** A tree with everything where Lambda has it. */
export interface StartTree {
  readonly tree: Tree;
  /** What a launcher may read ahead, by its path in the tree. */
  readonly hotFiles: ReadonlyMap<string, HotFile>;
  /** What starts the function. */
  readonly command: CommandLine;
}

/** Where things are in Lambda. */
export const PLACES = { layer: '/opt', task: '/var/task' } as const;

const BOOTSTRAP = 'bootstrap';
// The launcher stands in for the bootstrap here, and the kernel reads it itself.
const STARTERS: readonly string[] = [BOOTSTRAP, 'launcher'];
const SHELL = '/shell';
// The layer's bootstrap beside a script in the place of bin/node.
const EMULATED = '/emulated';

/** Puts together what a start needs. */
export async function startTree(files: StartFiles): Promise<StartTree> {
  const emulated = isEmulated(files.architecture);
  const layer = files.layer.map(({ path, source }) => fileEntry(join(PLACES.layer, path), source));
  const task = folderEntries(files.taskRoot, PLACES.task);
  const shell = await shellEntries();
  const own = withParents([...layer, ...task, ...shell, ...(emulated ? emulationEntries(files) : [])]);
  const emulation = emulated ? emulationTree([...layer, ...task]) : [];
  const tree = await wholeTree([...own, ...emulation]);
  const libraries = emulated
    ? emulation.filter(({ path }) => dirname(path) === EMULATED_LIBRARIES)
    : tree.slice(own.length);
  return {
    tree,
    hotFiles: new Map([
      ...libraryFiles(libraries),
      ...hotFiles('layer', PLACES.layer, layer),
      ...hotFiles('task', PLACES.task, task),
    ]),
    command: shellCommand(shell, join(emulated ? EMULATED : PLACES.layer, BOOTSTRAP)),
  };
}

function fileEntry(path: string, source: string): TreeEntry {
  return { kind: 'file', path, source };
}

/** A folder with all that is in it, elsewhere. */
function folderEntries(folder: string, place: string): readonly TreeEntry[] {
  const inside = readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly TreeEntry[] => {
    const source = join(folder, entry.name);
    const path = join(place, entry.name);
    if (entry.isDirectory()) return folderEntries(source, path);
    if (entry.isSymbolicLink()) return [{ kind: 'link', path, target: readlinkSync(source) }];
    return entry.isFile() ? [fileEntry(path, source)] : [];
  });
  return [{ kind: 'folder', path: place }, ...inside];
}

/** Each after the folders that it is in. */
function withParents(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const folders = new Set<string>();
  const parentsOf = (path: string): TreeEntry[] => {
    const parent = dirname(path);
    if (parent === '/' || folders.has(parent)) return [];
    folders.add(parent);
    return [...parentsOf(parent), { kind: 'folder', path: parent }];
  };
  return entries.flatMap((entry) => {
    if (entry.kind !== 'folder') return [...parentsOf(entry.path), entry];
    if (folders.has(entry.path)) return [];
    folders.add(entry.path);
    return [...parentsOf(entry.path), entry];
  });
}

/** A shell with libraries of its own: what it reads of them is not for Node.js. */
async function shellEntries(): Promise<readonly TreeEntry[]> {
  const shell = realpathSync('/bin/sh');
  const libraries = await librariesOf([shell]);
  return [
    fileEntry(`${SHELL}/sh`, shell),
    ...libraries.map((library) => fileEntry(`${SHELL}/${basename(library)}`, realpathSync(library))),
  ];
}

function shellCommand(entries: readonly TreeEntry[], script: string): CommandLine {
  const loader = entries.find(({ path }) => basename(path).startsWith('ld-'));
  const shell = `${SHELL}/sh`;
  return loader === undefined ? [shell, script] : [loader.path, '--library-path', SHELL, shell, script];
}

function emulationEntries({ layer, emulation }: StartFiles): readonly TreeEntry[] {
  const bootstrap = layer.find(({ path }) => path === BOOTSTRAP);
  const folders = new Set(layer.map(({ path }) => path.split('/')[0] ?? ''));
  const others = [...folders].filter((name) => name !== BOOTSTRAP && name !== 'bin');
  return [
    ...(bootstrap === undefined ? [] : [fileEntry(join(EMULATED, BOOTSTRAP), bootstrap.source)]),
    fileEntry(join(EMULATED, 'bin/node'), emulation),
    ...others.map((name) => ({ kind: 'link', path: join(EMULATED, name), target: join(PLACES.layer, name) }) as const),
  ];
}

/** The emulator, and the libraries of what it runs. */
function emulationTree(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const sources = entries.flatMap((entry) => (entry.kind === 'file' ? [entry.source] : []));
  return fileTree([emulator() ?? '', ...emulatedLibraries(sources)], '');
}

function hotFiles(
  place: HotFile['place'],
  folder: string,
  entries: readonly TreeEntry[],
): readonly (readonly [string, HotFile])[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'file') return [];
    const name = relative(folder, entry.path);
    return STARTERS.includes(name) ? [] : [[entry.path, { place, name, bytes: statSync(entry.source).size }]];
  });
}

/** The system's libraries, each by the name that programs know it by: mostly a link. */
function libraryFiles(entries: Tree): readonly (readonly [string, HotFile])[] {
  const named = entries.filter(({ kind, path }) => (kind === 'file' || kind === 'link') && isLibrary(path));
  const byName = [...named.filter(({ kind }) => kind === 'file'), ...named.filter(({ kind }) => kind === 'link')];
  return byName.map(({ path }) => {
    const file = realpathSync(path);
    return [file, { place: 'library', name: basename(path), bytes: statSync(file).size }];
  });
}

function isLibrary(path: string): boolean {
  const name = basename(path);
  return name.includes('.so.') && (name.startsWith('lib') || name.startsWith('ld-'));
}
