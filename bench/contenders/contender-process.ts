import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { descendantsOf, peakResidentBytes } from '../../service/environments/process-table.ts';
import { guardChild } from '../../service/processes/child-guard.ts';
import { inOneLine } from '../../service/processes/one-line.ts';
import { BenchError } from '../bench-error.ts';
import type { Launch } from '../conditions/condition.ts';

const KEPT_OUTPUT = 16_384;

/** How a process ended, and what it said that may tell why; each in one line. */
export interface ProcessEnd {
  readonly how: string;
  readonly said: string;
}

/** The process of one contender, in a process group of its own. */
export class ContenderProcess implements AsyncDisposable {
  /** Resolves when the process has ended and its output has been read. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #guard: Disposable;
  #output = '';

  /** Starts the command in its folder. Throws BenchError where it cannot be started at all. */
  constructor({ command, taskRoot, startFolder = taskRoot, waits = false }: Launch, variables: Record<string, string>) {
    const [program, ...args] = command;
    this.#child = spawn(program, args, {
      cwd: startFolder,
      env: variables,
      detached: true,
      stdio: waits ? ['pipe', 'pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe'],
    });
    this.ended = this.#watch(this.#child);
    // It may have ended.
    this.#child.stdin?.on('error', () => {});
    if (this.#child.pid === undefined) throw new BenchError(`cannot start ${program}`);
    this.#guard = guardChild(this.#child.pid);
  }

  /** Resolves when a command that waits stands, or has ended. */
  async standing(): Promise<void> {
    const words = this.#child.stdio[3];
    if (words instanceof Readable) await Promise.race([once(words, 'data'), this.ended]);
  }

  /** Lets a command that waits become the contender. */
  release(): void {
    this.#child.stdin?.end('\n');
  }

  /** The end of what it has written so far. */
  get output(): string {
    return this.#output;
  }

  /** Leader of its process group. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The most memory that the process and its descendants have had resident so far, in bytes; nothing once it has ended. */
  peakRssBytes(): number | undefined {
    return peakResidentBytes([this.pid, ...descendantsOf(this.pid)]);
  }

  /** Kills the process at once, as Lambda does, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#guard[Symbol.dispose]();
    await this.ended;
  }

  #watch(child: ChildProcess): Promise<ProcessEnd> {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
      });
    }
    return new Promise((resolve) => {
      child.once('error', (error) => resolve({ how: 'could not be started', said: error.message }));
      child.once('close', (code, signal) => {
        const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
        resolve({ how, said: mostTelling(this.#output) });
      });
    });
  }
}

// Node.js prints the source line and a caret before the error, and a stack after it: the error itself says most.
function mostTelling(output: string): string {
  return inOneLine(/^[\w.]*(?:Error|Exception)\b.*$/m.exec(output)?.[0] ?? output);
}
