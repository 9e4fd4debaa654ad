import { closeSync, existsSync, type FSWatcher, fstatSync, openSync, readSync, statSync, watch } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { logFilesOf } from './log-file.ts';
import { type LogRecord, readLogRecord } from './log-record.ts';

const READ_BYTES = 64 * 1024;
// Not every file system tells of changes.
const POLL_MS = 500;

/** Reads the log of one function from its first line that is still there, and goes on as lines are added. */
export class LogFollower {
  readonly #newer: string;
  readonly #older: string;
  readonly #onRecord: (record: LogRecord) => unknown;
  #taken: unknown;
  readonly #buffer = Buffer.allocUnsafe(READ_BYTES);
  #decoder = new StringDecoder('utf8');
  #rest = '';
  #descriptor: number | undefined;
  #hasBegun = false;

  /** @param onRecord takes a record; what is added meanwhile waits in its file while a promise that it returned is open */
  constructor(folder: string, functionName: string, onRecord: (record: LogRecord) => unknown) {
    const { older, newer } = logFilesOf(folder, functionName);
    this.#newer = newer;
    this.#older = older;
    this.#onRecord = onRecord;
  }

  /** Passes on every record that there is and that has not been passed on yet. */
  read(): void {
    if (!this.#hasBegun) this.#readOlder();
    this.#hasBegun = true;
    this.#descriptor ??= openIfThere(this.#newer);
    if (this.#descriptor === undefined) return;
    this.#readToEnd(this.#descriptor);
    if (!this.#isReplaced(this.#descriptor)) return;
    // What was added between the last look and the replacement.
    this.#readToEnd(this.#descriptor);
    closeSync(this.#descriptor);
    this.#descriptor = openIfThere(this.#newer);
    this.#rest = '';
    if (this.#descriptor !== undefined) this.#readToEnd(this.#descriptor);
  }

  /** Reads again and again until the signal says that it is enough. */
  async follow(folder: string, signal: AbortSignal): Promise<void> {
    let changed = Promise.withResolvers<void>();
    const watcher: FSWatcher = watch(folder, () => changed.resolve());
    watcher.on('error', () => {});
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    void aborted.then(() => changed.resolve());
    while (!signal.aborted) {
      changed = Promise.withResolvers();
      this.read();
      await Promise.race([this.#taken, aborted]);
      await Promise.race([changed.promise, delay(POLL_MS, undefined, { signal }).catch(() => {})]);
    }
    watcher.close();
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #readOlder(): void {
    const descriptor = openIfThere(this.#older);
    if (descriptor === undefined) return;
    this.#readToEnd(descriptor);
    closeSync(descriptor);
  }

  #readToEnd(descriptor: number): void {
    for (;;) {
      const bytes = readSync(descriptor, this.#buffer, 0, READ_BYTES, null);
      if (bytes === 0) return;
      const lines = (this.#rest + this.#decoder.write(this.#buffer.subarray(0, bytes))).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#taken = this.#onRecord(readLogRecord(line));
    }
  }

  #isReplaced(descriptor: number): boolean {
    return statSync(this.#newer, { throwIfNoEntry: false })?.ino !== fstatSync(descriptor).ino;
  }
}

function openIfThere(file: string): number | undefined {
  return existsSync(file) ? openSync(file, 'r') : undefined;
}
