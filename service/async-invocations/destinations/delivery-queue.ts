import type { StatementSync } from 'node:sqlite';
import type { StateDatabase } from '../../state/state-database.ts';
import type { MessageAttribute } from './dead-letter.ts';

/** Something to be sent to a destination, or to a dead-letter queue. */
export interface Delivery {
  readonly kind: 'destination' | 'dead-letter';
  readonly targetArn: string;
  readonly functionName: string;
  /** Qualified. */
  readonly functionArn: string;
  readonly requestId: string;
  readonly succeeded: boolean;
  /** The record, or the event. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

/** A delivery that waits, or is under way. */
export interface QueuedDelivery extends Delivery {
  readonly sequence: number;
  /** How often it has failed. */
  readonly failures: number;
}

const TABLE = `
  CREATE TABLE IF NOT EXISTS async_deliveries (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    due_ms REAL NOT NULL,
    failures INTEGER NOT NULL,
    delivery TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS async_deliveries_due ON async_deliveries (due_ms, sequence);
`;

/** What has still to be sent, in a table of the state database: an event leaves its queue as its record comes in here. */
export class DeliveryQueue {
  readonly #add: StatementSync;
  readonly #due: StatementSync;
  readonly #nextDue: StatementSync;
  readonly #putBack: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: StateDatabase) {
    database.execute(TABLE);
    this.#add = database.prepare('INSERT INTO async_deliveries (due_ms, failures, delivery) VALUES (?, 0, ?)');
    this.#due = database.prepare(
      'SELECT * FROM async_deliveries WHERE due_ms <= ? AND sequence NOT IN (SELECT value FROM json_each(?)) ORDER BY due_ms, sequence LIMIT ?',
    );
    this.#nextDue = database.prepare('SELECT MIN(due_ms) AS due_ms FROM async_deliveries WHERE due_ms > ?');
    this.#putBack = database.prepare('UPDATE async_deliveries SET failures = ?, due_ms = ? WHERE sequence = ?');
    this.#remove = database.prepare('DELETE FROM async_deliveries WHERE sequence = ?');
  }

  /** Puts a delivery at the end; it is due at once. */
  add(delivery: Delivery, nowMs: number): void {
    this.#add.run(nowMs, JSON.stringify(delivery));
  }

  /** Those that are due, but for those under way. */
  due(nowMs: number, most: number, underWay: Iterable<number> = []): readonly QueuedDelivery[] {
    const rows = this.#due.all(nowMs, JSON.stringify([...underWay]), most);
    return rows.map(({ sequence, failures, delivery }) => ({
      ...JSON.parse(String(delivery)),
      sequence: Number(sequence),
      failures: Number(failures),
    }));
  }

  /** When the next one becomes due that is not due yet. */
  nextDueMs(nowMs: number): number | undefined {
    const dueMs = this.#nextDue.get(nowMs)?.due_ms;
    return typeof dueMs === 'number' ? dueMs : undefined;
  }

  /** Leaves a delivery for later. */
  putBack(sequence: number, failures: number, dueMs: number): void {
    this.#putBack.run(failures, dueMs, sequence);
  }

  remove(sequence: number): void {
    this.#remove.run(sequence);
  }
}
