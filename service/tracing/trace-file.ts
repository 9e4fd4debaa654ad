import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How a file of traces is kept. */
export interface TraceFileOptions {
  readonly maxBytes?: number;
  /** Told once, when the file system refuses; from then on documents are dropped. */
  readonly onFault: (error: unknown) => void;
}

// All files together take up twice that much at most.
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
// Of documents that a slow disk keeps waiting.
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/**
 * The segments of a service, one JSON document a line, in `traces.jsonl` of a folder. When it is full it becomes
 * `traces.1.jsonl`, in the place of the one before.
 */
export class TraceFile implements AsyncDisposable {
  readonly #newer: string;
  readonly #older: string;
  readonly #maxBytes: number;
  readonly #onFault: (error: unknown) => void;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #file: FileHandle | undefined;
  #size = 0;
  #isBroken = false;
  #dropped = 0;

  constructor(folder: string, { maxBytes = DEFAULT_MAX_BYTES, onFault }: TraceFileOptions) {
    this.#newer = join(folder, 'traces.jsonl');
    this.#older = join(folder, 'traces.1.jsonl');
    this.#maxBytes = maxBytes;
    this.#onFault = onFault;
  }

  /** Documents that were not kept. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Keeps a document, or drops it. Returns at once, and never throws. */
  append(document: string): void {
    if (this.#isBroken || this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(`${document}\n`);
    this.#waitingBytes += document.length;
    this.#writing ??= this.#writeAll();
  }

  /** Writes what waits, and closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #writeAll(): Promise<void> {
    let documents: readonly string[] = [];
    try {
      while (this.#waiting.length > 0) {
        documents = this.#take();
        await this.#write(Buffer.from(documents.join('')));
      }
    } catch (error) {
      this.#isBroken = true;
      this.#dropped += documents.length + this.#take().length;
      this.#onFault(error);
    } finally {
      this.#writing = undefined;
    }
  }

  #take(): readonly string[] {
    const documents = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return documents;
  }

  async #write(bytes: Buffer): Promise<void> {
    const file = await this.#fileFor(bytes.length);
    await file.appendFile(bytes);
    this.#size += bytes.length;
  }

  async #fileFor(bytes: number): Promise<FileHandle> {
    this.#file ??= await this.#open();
    if (this.#size > 0 && this.#size + bytes > this.#maxBytes) {
      await this.#rotate(this.#file);
      this.#file = await this.#open();
    }
    return this.#file;
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#newer, 'a', 0o600);
    this.#size = (await file.stat()).size;
    return file;
  }

  async #rotate(file: FileHandle): Promise<void> {
    const { ino } = await file.stat();
    this.#file = undefined;
    await file.close();
    // Another service with this folder may have done it already.
    const there = await stat(this.#newer).catch(() => undefined);
    if (there?.ino === ino) await rename(this.#newer, this.#older);
  }
}
