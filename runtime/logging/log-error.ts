import { toErrorResponse } from '../errors/error-response.ts';
import type { Log } from './console-capture.ts';
import { errorFields } from './log-format.ts';

/** Logs what was thrown, under a label such as `Invoke Error`, in the shape that log queries for Lambda look for. */
export type LogError = (label: string, thrown: unknown) => void;

/**
 * In JSON the record's message is the error object; as text it is the label, a tab, and the error as JSON. Stack
 * frames in `ownFile` are left out: the runtime's own say nothing to the function's author.
 */
export function createLogError(log: Log, json: boolean, ownFile: string): LogError {
  return (label, thrown) => {
    const error = thrown instanceof Error ? thrown : new Error(toErrorResponse(thrown).errorMessage);
    if (json) log('ERROR', structuredError(error, ownFile));
    else log('ERROR', label, `\t${asJson(error, ownFile)}`);
  };
}

function structuredError(error: Error, ownFile: string): object {
  try {
    return { ...errorFields(error), stackTrace: stackLines(error, ownFile), ...error };
  } catch {
    return toErrorResponse(error);
  }
}

function asJson(error: Error, ownFile: string): string {
  try {
    return JSON.stringify(error, (_key, value) => (value instanceof Error ? withFields(value, ownFile) : value));
  } catch {
    return JSON.stringify(toErrorResponse(error));
  }
}

function withFields(error: Error, ownFile: string): object {
  const { code } = error as NodeJS.ErrnoException;
  const stack = stackLines(error, ownFile);
  return {
    errorType: error.name,
    errorMessage: error.message,
    code,
    ...error,
    ...(stack === undefined ? {} : { stack }),
  };
}

function stackLines(error: Error, ownFile: string): string[] | undefined {
  if (typeof error.stack !== 'string') return undefined;
  return error.stack.split('\n').filter((line) => !line.includes(ownFile));
}
