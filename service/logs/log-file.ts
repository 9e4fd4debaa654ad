import { closeSync, fstatSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The two files that a function's log is in: the older lines, if there are any, and the newer ones. */
export function logFilesOf(folder: string, functionName: string): { readonly older: string; readonly newer: string } {
  return { older: join(folder, `${functionName}.1.log`), newer: join(folder, `${functionName}.log`) };
}

/** The name of the function whose newer lines are in a file of this name. */
export function functionOfLogFile(file: string): string | undefined {
  return /^([\w-]+)\.log$/.exec(file)?.[1];
}

// The log of a function takes up twice that much at most.
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;
const BUFFER_BYTES = 64 * 1024;

/** How a log file is kept. */
export interface LogFileOptions {
  readonly maxBytes?: number;
  /** Told once, when the file system refuses; from then on lines are not kept. */
  readonly onFault: (error: unknown) => void;
}

/**
 * The log of one function, one line a record: `2026-01-31T12:00:00.000Z text`. When the file is full it becomes the
 * older one of two, in the place of the one before. Lines are written by the end of the turn of the event loop in which
 * they came, so that neither a flood nor a kill costs more than that.
 */
export class LogFile {
  readonly #folder: string;
  readonly #functionName: string;
  readonly #maxBytes: number;
  #lines: string[] = [];
  #buffered = 0;
  #descriptor: number | undefined;
  #size = 0;
  #broken = false;
  readonly #onFault: (error: unknown) => void;

  constructor(folder: string, functionName: string, { maxBytes = DEFAULT_MAX_BYTES, onFault }: LogFileOptions) {
    this.#folder = folder;
    this.#functionName = functionName;
    this.#maxBytes = maxBytes;
    this.#onFault = onFault;
  }

  append(line: string): void {
    if (this.#broken) return;
    if (this.#lines.length === 0) setImmediate(() => this.flush());
    const record = `${new Date().toISOString()} ${line.replaceAll('\n', '\r')}\n`;
    this.#lines.push(record);
    this.#buffered += record.length;
    if (this.#buffered >= BUFFER_BYTES) this.flush();
  }

  /** Writes what has been appended. */
  flush(): void {
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#buffered = 0;
    try {
      this.#write(bytes);
    } catch (error) {
      this.#broken = true;
      this.#onFault(error);
    }
  }

  close(): void {
    this.flush();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #write(bytes: Buffer): void {
    if (this.#size + bytes.length > this.#maxBytes) this.#rotate();
    this.#descriptor ??= this.#open();
    // A disk that is nearly full takes a part, and refuses the rest.
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    this.#size += bytes.length;
  }

  #open(): number {
    const descriptor = openSync(logFilesOf(this.#folder, this.#functionName).newer, 'a', 0o600);
    this.#size = fstatSync(descriptor).size;
    return descriptor;
  }

  #rotate(): void {
    if (this.#descriptor === undefined) return;
    const { older, newer } = logFilesOf(this.#folder, this.#functionName);
    const inode = fstatSync(this.#descriptor).ino;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#size = 0;
    // Another service with a function of this name may have done it already.
    if (statSync(newer, { throwIfNoEntry: false })?.ino === inode) renameSync(newer, older);
  }
}
