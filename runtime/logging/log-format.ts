import { format } from 'node:util';
import { toErrorResponse } from '../errors/error-response.ts';
import { RuntimeError } from '../errors/runtime-error.ts';
import type { LogLevel } from '../protocol/log-frame.ts';

/** One call of a console method, before it becomes a line. */
export interface LogRecord {
  /** Unix epoch in milliseconds. */
  readonly timestampMs: number;
  readonly level: LogLevel;
  /** `-` before the first invocation. */
  readonly requestId: string;
  readonly tenantId?: string | undefined;
  readonly args: readonly unknown[];
}

/** `timestamp ⇥ requestId ⇥ level ⇥ message`, without a line end; the message may hold line breaks. */
export function formatText({ timestampMs, requestId, level, args }: LogRecord): string {
  return `${isoTime(timestampMs)}\t${requestId}\t${level}\t${format(args[0], ...args.slice(1))}`;
}

/**
 * One JSON object. A single argument is the message as it is, an object stays an object; several are formatted, and
 * the first error behind the first argument adds its type, message and stack beside it.
 */
export function formatJson({ timestampMs, requestId, tenantId, level, args }: LogRecord): string {
  const head = { timestamp: isoTime(timestampMs), level, requestId, ...(tenantId ? { tenantId } : {}) };
  if (args.length <= 1) return stringifyWhole({ ...head, message: args[0] });
  const error = args.slice(1).find((arg) => arg instanceof Error);
  return JSON.stringify({ ...head, message: format(...args), ...(error === undefined ? {} : errorFields(error)) });
}

function stringifyWhole(record: { message: unknown }): string {
  try {
    return JSON.stringify(record, errorsAsObjects);
  } catch {
    // A circular object, a BigInt, a toJSON that throws: whatever JSON cannot say, format can.
    return JSON.stringify({ ...record, message: format(record.message) });
  }
}

function errorsAsObjects(_key: string, value: unknown): unknown {
  return value instanceof Error ? { ...errorFields(value), ...value } : value;
}

/** An error as JSON records have it. Never throws. */
export function errorFields(error: Error): object {
  try {
    return {
      // The class of the runtime's own errors says nothing: their name is the type.
      errorType: error instanceof RuntimeError ? error.name : (error.constructor?.name ?? 'UnknownError'),
      errorMessage: error.message,
      stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : error.stack,
    };
  } catch {
    return toErrorResponse(error);
  }
}

function isoTime(timestampMs: number): string {
  return new Date(timestampMs).toISOString();
}
