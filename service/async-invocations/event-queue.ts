import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import type { StateDatabase } from '../state/state-database.ts';
import type { AsyncEvent, AttemptResult, QueuedEvent } from './async-event.ts';

const TABLE = `
  CREATE TABLE IF NOT EXISTS async_events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    function_name TEXT NOT NULL,
    qualifier TEXT,
    request_id TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    tenant_id TEXT,
    accepted_ms REAL NOT NULL,
    due_ms REAL NOT NULL,
    attempts INTEGER NOT NULL,
    throttles INTEGER NOT NULL,
    last_result TEXT,
    payload BLOB NOT NULL
  );
  CREATE INDEX IF NOT EXISTS async_events_due ON async_events (function_name, due_ms, sequence);
`;

/** What is noted of an event that goes back into the queue. */
export type EventProgress = Pick<QueuedEvent, 'attempts' | 'throttles' | 'dueMs' | 'lastResult'>;

/**
 * The events that wait, or are under way, in a table of the state database. An event stays there until it is removed, so
 * whatever ends the service, the next one finds it. The methods write at once and wait for the disk: see WriteBatch.
 */
export class EventQueue {
  readonly #add: StatementSync;
  readonly #due: StatementSync;
  readonly #nextDue: StatementSync;
  readonly #putBack: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeAll: StatementSync;
  readonly #names: StatementSync;

  constructor(database: StateDatabase) {
    database.execute(TABLE);
    this.#add = database.prepare(
      'INSERT INTO async_events (function_name, qualifier, request_id, trace_id, tenant_id, accepted_ms, due_ms, attempts, throttles, payload) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?)',
    );
    this.#due = database.prepare(
      'SELECT * FROM async_events WHERE function_name = ? AND due_ms <= ? AND sequence NOT IN (SELECT value FROM json_each(?)) ORDER BY due_ms, sequence LIMIT ?',
    );
    this.#nextDue = database.prepare(
      'SELECT MIN(due_ms) AS due_ms FROM async_events WHERE function_name = ? AND due_ms > ?',
    );
    this.#putBack = database.prepare(
      'UPDATE async_events SET attempts = ?, throttles = ?, due_ms = ?, last_result = ? WHERE sequence = ?',
    );
    this.#remove = database.prepare('DELETE FROM async_events WHERE sequence = ?');
    this.#removeAll = database.prepare('DELETE FROM async_events WHERE function_name = ?');
    this.#names = database.prepare('SELECT DISTINCT function_name FROM async_events');
  }

  /** Puts an event at the end; it is due at once. */
  add({ reference, requestId, traceId, tenantId, payload }: AsyncEvent, nowMs: number): void {
    const { name, qualifier = null } = reference;
    this.#add.run(name, qualifier, requestId, traceId, tenantId ?? null, nowMs, nowMs, payload);
  }

  /**
   * The events of a function that are due, those first that have been due for longest.
   *
   * @param most how many at most
   * @param underWay numbers of those that are not wanted
   */
  due(functionName: string, nowMs: number, most: number, underWay: Iterable<number> = []): readonly QueuedEvent[] {
    return this.#due.all(functionName, nowMs, JSON.stringify([...underWay]), most).map(queuedEvent);
  }

  /** When the next event of a function becomes due that is not due yet. */
  nextDueMs(functionName: string, nowMs: number): number | undefined {
    const dueMs = this.#nextDue.get(functionName, nowMs)?.due_ms;
    return typeof dueMs === 'number' ? dueMs : undefined;
  }

  /** Leaves an event in the queue for later. */
  putBack(sequence: number, { attempts, throttles, dueMs, lastResult }: EventProgress): void {
    this.#putBack.run(attempts, throttles, dueMs, lastResult ? JSON.stringify(lastResult) : null, sequence);
  }

  /** @returns whether it was there */
  remove(sequence: number): boolean {
    return this.#remove.run(sequence).changes > 0;
  }

  /** @returns how many there were */
  removeAll(functionName: string): number {
    return Number(this.#removeAll.run(functionName).changes);
  }

  /** The functions that have events. */
  functionNames(): readonly string[] {
    return this.#names.all().map(({ function_name }) => String(function_name));
  }
}

function queuedEvent(row: Record<string, SQLOutputValue>): QueuedEvent {
  return {
    sequence: Number(row.sequence),
    reference: { name: String(row.function_name), qualifier: text(row.qualifier) },
    requestId: String(row.request_id),
    traceId: String(row.trace_id),
    tenantId: text(row.tenant_id),
    acceptedMs: Number(row.accepted_ms),
    dueMs: Number(row.due_ms),
    attempts: Number(row.attempts),
    throttles: Number(row.throttles),
    lastResult: attemptResult(text(row.last_result)),
    payload: Buffer.from(row.payload as Uint8Array),
  };
}

function text(value: SQLOutputValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function attemptResult(json: string | undefined): AttemptResult | undefined {
  return json === undefined ? undefined : JSON.parse(json);
}
