import type { Stats } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

/** What a watch looks at, and whom it tells. */
export interface WatchOptions {
  /** Called with the watched folder and the path below it, for each change; often, and several times for one change. */
  readonly onChange: (folder: string, path: string) => void;
  readonly onFault: (error: Error) => void;
  /** 0 for the files of a folder alone. */
  readonly depth?: number;
  /** Folder in which this program writes while functions run. */
  readonly ownFolder?: string | undefined;
  /** The folder of temporary files. Environments have theirs in there, in folders that begin with `snapboot-`. */
  readonly temporaryFolder: string;
}

// A folder that has just been made is watched only after it has been read.
const NEW_FOLDER_MS = 50;

/**
 * Watches folders and all that is below them, links included, but for `.git`. Only folders have a watch of their own
 * (and files behind a link): the system tells of the files in a folder, so a large node_modules costs little.
 */
export class FunctionWatch {
  readonly #options: WatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Watches these folders, and no others any more. Resolves when every change will be noticed. */
  async watch(folders: Iterable<string>): Promise<void> {
    const wanted = new Set(folders);
    const gone = [...this.#watchers].filter(([folder]) => !wanted.has(folder));
    for (const [folder] of gone) this.#watchers.delete(folder);
    const added = [...wanted].filter((folder) => !this.#watchers.has(folder));
    await Promise.all([...added.map((folder) => this.#open(folder)), ...gone.map(([, watcher]) => watcher.close())]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const watchers = [...this.#watchers.values()];
    this.#watchers.clear();
    await Promise.all(watchers.map((watcher) => watcher.close()));
  }

  async #open(folder: string): Promise<void> {
    const { onChange, onFault, depth } = this.#options;
    const isIgnored = (path: string): boolean => this.#isIgnored(folder, path);
    const changed = (path: string): void => {
      if (!isIgnored(path)) onChange(folder, path);
    };
    const watcher = watch(folder, {
      ignoreInitial: true,
      ignored: ignoreFiles(isIgnored),
      ...(depth !== undefined && { depth }),
    });
    this.#watchers.set(folder, watcher);
    watcher.on('raw', (_event, name, details) => changed(pathOf(details, name, folder)));
    watcher.on('all', (event, path) => {
      changed(resolve(path));
      if (event === 'addDir') setTimeout(changed, NEW_FOLDER_MS, resolve(path)).unref();
    });
    watcher.on('error', (error) => onFault(error instanceof Error ? error : new Error(String(error))));
    await new Promise<void>((ready) => watcher.once('ready', ready));
  }

  #isIgnored(folder: string, path: string): boolean {
    const { ownFolder, temporaryFolder } = this.#options;
    if (path === folder || !path.startsWith(folder + sep)) return false;
    if (path.slice(folder.length).split(sep).includes('.git')) return true;
    if (ownFolder !== undefined && isWithin(path, ownFolder)) return true;
    return isEnvironmentFolder(path, folder, temporaryFolder);
  }
}

/** A file behind a link is kept: no folder that is watched would tell of it. */
function ignoreFiles(isIgnored: (path: string) => boolean): (path: string, stats?: Stats) => boolean {
  const links = new Set<string>();
  return (path, stats) => {
    if (stats?.isSymbolicLink()) links.add(path);
    return isIgnored(path) || (stats?.isFile() === true && !links.has(path));
  };
}

/** Folders tell of their files by name; a file that is watched itself tells its own name. */
function pathOf(details: unknown, name: string | null, folder: string): string {
  const isTold = typeof details === 'object' && details !== null && 'watchedPath' in details;
  const watched = isTold ? resolve(String(details.watchedPath)) : folder;
  return !name || basename(watched) === name ? watched : join(watched, name);
}

function isEnvironmentFolder(path: string, folder: string, temporaryFolder: string): boolean {
  if (!isWithin(temporaryFolder, folder)) return false;
  for (let at = path; at.length > folder.length; at = dirname(at)) {
    if (dirname(at) === temporaryFolder && basename(at).startsWith('snapboot-')) return true;
  }
  return false;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
