import { toErrorResponse } from '../errors/error-response.ts';
import type { Log } from './console-capture.ts';

/** Logs what was thrown, under a label such as `Invoke Error`, in the shape that log queries for Lambda look for. */
export type LogError = (label: string, thrown: unknown) => void;

/** In JSON the record's message is the error object; as text it is the label, a tab, and the error as JSON. */
export function createLogError(log: Log, json: boolean): LogError {
  return (label, thrown) => {
    const error = thrown instanceof Error ? thrown : new Error(toErrorResponse(thrown).errorMessage);
    if (json) log('ERROR', error);
    else log('ERROR', label, `\t${asJson(error)}`);
  };
}

function asJson(error: Error): string {
  try {
    return JSON.stringify(error, (_key, value) => (value instanceof Error ? withFields(value) : value));
  } catch {
    return JSON.stringify(toErrorResponse(error));
  }
}

function withFields(error: Error): object {
  return {
    errorType: error.name,
    errorMessage: error.message,
    code: (error as NodeJS.ErrnoException).code,
    ...error,
    ...(typeof error.stack === 'string' ? { stack: error.stack.split('\n') } : {}),
  };
}
