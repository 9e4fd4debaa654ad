import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { guardChild } from '../../child-guard.ts';
import { inOneLine } from '../../one-line.ts';
import type { Absence, Command, StorageUse } from '../condition.ts';
import type { TreeEntry } from '../file-tree.ts';
import { privateFolder } from '../private-folder.ts';
import { readAheadOfDevice } from '../read-ahead.ts';
import { findProgram } from '../system-program.ts';
import type { StorageModel } from './storage-model.ts';

/** What a mounted tree holds beside its entries: a folder of this machine as it is, or an empty one to write into. */
export interface MountWithin {
  readonly kind: 'bind' | 'tmpfs';
  readonly path: string;
}

const LETTERS = { folder: 'D', file: 'F', link: 'L', bind: 'B', tmpfs: 'T' } as const;

/**
 * A tree on slow storage. It is mounted in a mount namespace of its own, which ends with its process, and that ends with
 * ours: nobody else sees it, and nothing is left to unmount.
 */
export class MountedColdfs implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #guard: Disposable | undefined;
  readonly #closed: Promise<unknown>;
  readonly #mountPoint: string;
  readonly #nsenter: string;
  readonly #lines: AsyncIterator<string>;
  #said = '';

  private constructor(command: Command, mountPoint: string, nsenter: string) {
    const [program, ...args] = command;
    this.#process = spawn(program, args, { detached: true, env: {}, cwd: '/', stdio: 'pipe' });
    const { pid } = this.#process;
    this.#guard = pid === undefined ? undefined : guardChild(pid);
    this.#closed = new Promise((resolve) => this.#process.once('close', resolve).once('error', resolve));
    this.#mountPoint = mountPoint;
    this.#nsenter = nsenter;
    this.#lines = createInterface(this.#process.stdout as Readable)[Symbol.asyncIterator]();
    // It may have ended.
    this.#process.stdin?.on('error', () => {});
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  /**
   * Loads the tree and mounts it, or says why it cannot be.
   *
   * @param program the compiled file system
   * @param tree parents first
   */
  static async mount(
    program: string,
    tree: readonly (TreeEntry | MountWithin)[],
    { latencyMs, serial, megabytesPerSecond = 0 }: StorageModel,
  ): Promise<MountedColdfs | Absence> {
    const [unshare, nsenter] = ['unshare', 'nsenter'].map(findProgram);
    if (unshare === undefined || nsenter === undefined) return { reason: 'unshare and nsenter are not installed' };
    const mountPoint = await privateFolder('coldfs');
    const model = [Math.round(latencyMs * 1000), serial ? 1 : 0, megabytesPerSecond].map(String);
    const namespaces = isRoot() ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
    const mounted = new MountedColdfs([unshare, ...namespaces, program, mountPoint, ...model], mountPoint, nsenter);
    if ((await mounted.#ask(treeText(tree))) === 'ready') return mounted;
    await mounted[Symbol.asyncDispose]();
    return { reason: `it cannot be mounted: ${inOneLine(mounted.#said) || 'it said nothing'}` };
  }

  /** The mounted tree, as this process can look into it. */
  get root(): string {
    return `/proc/${this.#process.pid}/root${this.#mountPoint}`;
  }

  get readAhead(): string {
    const mounts = readFileSync(`/proc/${this.#process.pid}/mountinfo`, 'utf8').split('\n');
    const device = mounts.find((line) => line.includes(' - fuse.coldfs '))?.split(' ')[2];
    return readAheadOfDevice(device ?? '');
  }

  /** A command that becomes the given one, with this tree as its root. */
  entering(command: Command, workingFolder: string): Command {
    const user = isRoot() ? [] : ['--user', '--preserve-credentials'];
    const place = [`--target=${this.#process.pid}`, `--root=${this.root}`, `--wd=${this.root}${workingFolder}`];
    return [this.#nsenter, ...place, ...user, '--mount', '--', ...command];
  }

  /** Empties the page cache of the tree, and starts to count anew. */
  async dropCache(): Promise<void> {
    await this.#command('drop');
  }

  /** What was read since then. */
  async reads(): Promise<Required<StorageUse>> {
    const [requests = 0, bytes = 0] = (await this.#command('count')).split(' ').map(Number);
    return { requests, bytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#guard?.[Symbol.dispose]();
    await this.#closed;
    rmSync(this.#mountPoint, { recursive: true, force: true });
  }

  async #command(name: string): Promise<string> {
    const answer = await this.#ask(`${name}\n`);
    if (answer === undefined) throw new Error(`the slow file system has ended: ${inOneLine(this.#said)}`);
    return answer;
  }

  /** Gives nothing when the process has ended. */
  async #ask(text: string): Promise<string | undefined> {
    this.#process.stdin?.write(text);
    const { value, done } = await this.#lines.next();
    return done ? undefined : value;
  }
}

function treeText(tree: readonly (TreeEntry | MountWithin)[]): string {
  const fields = tree.flatMap((entry) => {
    const head = `${LETTERS[entry.kind]}${entry.path}`;
    if (entry.kind === 'file') return [head, entry.source];
    return entry.kind === 'link' ? [head, entry.target] : [head];
  });
  return [...fields, '', ''].join('\0');
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
