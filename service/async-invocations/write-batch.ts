import type { StateDatabase } from '../state/state-database.ts';

interface PendingWrite {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes what comes in one turn of the event loop in one transaction: it is the wait for the disk that takes time, and
 * one wait serves them all.
 */
export class WriteBatch {
  readonly #database: Pick<StateDatabase, 'transaction'>;
  #pending: PendingWrite[] = [];
  #closed = false;

  constructor(database: Pick<StateDatabase, 'transaction'>) {
    this.#database = database;
  }

  /**
   * Runs `work`, which must not wait for anything, within a transaction.
   *
   * @returns its result, once what it wrote is on the disk
   * @throws whatever it throws; then nothing of it is written
   */
  write<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('the service is shutting down'));
    if (this.#pending.length === 0) setImmediate(() => this.#flush());
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ work, resolve: resolve as (result: unknown) => void, reject });
    });
  }

  /** Writes what is left; after that, nothing any more. */
  [Symbol.dispose](): void {
    this.#flush();
    this.#closed = true;
  }

  #flush(): void {
    const writes = this.#pending;
    this.#pending = [];
    if (writes.length === 0) return;
    try {
      const results = this.#database.transaction(() => writes.map(({ work }) => work()));
      for (const [index, { resolve }] of writes.entries()) resolve(results[index]);
    } catch {
      for (const each of writes) this.#writeAlone(each);
    }
  }

  /** Where one of them fails, the others must not. */
  #writeAlone({ work, resolve, reject }: PendingWrite): void {
    try {
      resolve(this.#database.transaction(work));
    } catch (error) {
      reject(error);
    }
  }
}
