import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { UsageError } from '../usage-error.ts';

/** The name of the database in the state folder. */
export const STATE_FILE = 'state.sqlite';

const SQLITE_BUSY = 5;

/** Another service has this state. */
export class StateInUseError extends UsageError {}

/**
 * What the service remembers beyond its end: JSON documents in collections, in one SQLite file. What has been written is
 * on the disk when the call returns. One service at a time has a file.
 */
export class StateDatabase {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * @param folder must exist; without one, everything is forgotten in the end
   * @throws StateInUseError when another service has that folder, UsageError when the file is none of ours
   */
  static open(folder: string | undefined): StateDatabase {
    const file = folder === undefined ? ':memory:' : join(folder, STATE_FILE);
    const database = new DatabaseSync(file);
    try {
      // Held until the end, so that two services never deliver the same event.
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      database.exec(
        'CREATE TABLE IF NOT EXISTS documents (collection TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID',
      );
    } catch (error) {
      database.close();
      throw openFault(file, error);
    }
    return new StateDatabase(database);
  }

  /** The documents of one kind. */
  collection<T>(name: string): Collection<T> {
    return new Collection<T>(this.#database, name);
  }

  /** For tables of other shapes than documents. */
  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /** Runs a statement without result, such as one that makes a table. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** All of what `work` writes, or nothing where it throws. It must not wait for anything. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** Documents of one kind by their keys. */
export class Collection<T> {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #list: StatementSync;
  readonly #name: string;

  constructor(database: DatabaseSync, name: string) {
    this.#name = name;
    this.#get = database.prepare('SELECT body FROM documents WHERE collection = ? AND key = ?');
    this.#put = database.prepare('INSERT OR REPLACE INTO documents (collection, key, body) VALUES (?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM documents WHERE collection = ? AND key = ?');
    this.#list = database.prepare(
      'SELECT body FROM documents WHERE collection = ? AND key >= ? AND key < ? ORDER BY key',
    );
  }

  get(key: string): T | undefined {
    const row = this.#get.get(this.#name, key);
    return row === undefined ? undefined : JSON.parse(String(row.body));
  }

  put(key: string, document: T): void {
    this.#put.run(this.#name, key, JSON.stringify(document));
  }

  /** @returns whether there was one */
  delete(key: string): boolean {
    return this.#delete.run(this.#name, key).changes > 0;
  }

  /** Those whose keys begin like this, in the order of their keys. */
  list(prefix = ''): readonly T[] {
    const rows = this.#list.all(this.#name, prefix, `${prefix}\u{10ffff}`);
    return rows.map(({ body }) => JSON.parse(String(body)));
  }
}

function openFault(file: string, error: unknown): unknown {
  const { errcode, message } = error as { errcode?: number; message: string };
  if (errcode === undefined) return error;
  const advice = '--state DIR takes another folder';
  if (errcode !== SQLITE_BUSY) return new UsageError(`${file} cannot be used: ${message}; ${advice}`, { cause: error });
  return new StateInUseError(`${file} is used by another service; ${advice}`, { cause: error });
}
