import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { guardChild } from '../../../service/processes/child-guard.ts';
import type { CommandLine } from '../../../service/processes/command-line.ts';
import { inOneLine } from '../../../service/processes/one-line.ts';
import { findProgram } from '../../../service/processes/system-program.ts';
import type { Absence } from '../../absence.ts';
import { loggedReads, treeText } from './tree-text.ts';
import type { StorageRead, WatchedTree } from './watched-tree.ts';
import type { Tree } from './whole-tree.ts';

/**
 * A process that holds a tree of files which programs are started in, in a mount namespace of its own. That ends with
 * the process, and the process with ours: nobody else sees it, and nothing is left to unmount. It says `ready` when the
 * tree is there, and then answers each line with one.
 */
export class TreeProcess implements WatchedTree {
  readonly #process: ChildProcess;
  readonly #guard: Disposable | undefined;
  readonly #closed: Promise<unknown>;
  readonly #folder: string;
  readonly #tree: Tree;
  readonly #nsenter: string;
  readonly #lines: AsyncIterator<string>;
  #said = '';

  private constructor(command: CommandLine, folder: string, tree: Tree, nsenter: string) {
    const [program, ...args] = command;
    this.#process = spawn(program, args, { detached: true, env: {}, cwd: '/', stdio: 'pipe' });
    const { pid } = this.#process;
    this.#guard = pid === undefined ? undefined : guardChild(pid);
    this.#closed = new Promise((resolve) => this.#process.once('close', resolve).once('error', resolve));
    this.#folder = folder;
    this.#tree = tree;
    this.#nsenter = nsenter;
    this.#lines = createInterface(this.#process.stdout as Readable)[Symbol.asyncIterator]();
    // It may have ended.
    this.#process.stdin?.on('error', () => {});
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  /**
   * Starts a program in a namespace of its own, as root of it, and waits until the tree is there; or says why it cannot be.
   *
   * @param command the program, what it wants to know
   * @param folder where the tree is to be; gone with it
   * @param tree what the program reads first; parents first
   */
  static async start(command: CommandLine, folder: string, tree: Tree): Promise<TreeProcess | Absence> {
    const [unshare, nsenter] = ['unshare', 'nsenter'].map(findProgram);
    if (unshare === undefined || nsenter === undefined) return { reason: 'unshare and nsenter are not installed' };
    const namespaces = isRoot() ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
    const started = new TreeProcess([unshare, ...namespaces, ...command], folder, tree, nsenter);
    if ((await started.#ask(treeText(tree))) === 'ready') return started;
    await started[Symbol.asyncDispose]();
    return { reason: `it cannot be mounted: ${inOneLine(started.#said) || 'it said nothing'}` };
  }

  /** The tree, as this process can look into it. */
  get root(): string {
    return `/proc/${this.pid}/root${this.#folder}`;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  entering(command: CommandLine, workingFolder: string): CommandLine {
    const user = isRoot() ? [] : ['--user', '--preserve-credentials'];
    const place = [`--target=${this.pid}`, `--root=${this.root}`, `--wd=${this.root}${workingFolder}`];
    return [this.#nsenter, ...place, ...user, '--mount', '--', ...command];
  }

  async log(): Promise<readonly StorageRead[]> {
    return loggedReads(await this.answer('log'), this.#tree);
  }

  /** The answer to a line. */
  async answer(line: string): Promise<string> {
    const answer = await this.#ask(`${line}\n`);
    if (answer === undefined) throw new Error(`the process that holds a tree has ended: ${inOneLine(this.#said)}`);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#guard?.[Symbol.dispose]();
    await this.#closed;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Gives nothing when the process has ended. */
  async #ask(text: string): Promise<string | undefined> {
    this.#process.stdin?.write(text);
    const { value, done } = await this.#lines.next();
    return done ? undefined : value;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
