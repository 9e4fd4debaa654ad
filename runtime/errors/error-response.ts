import type { ErrorResponse } from '../protocol/error-response.ts';

const UNREADABLE: ErrorResponse = {
  errorType: 'handled',
  errorMessage:
    'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
  trace: [],
};

/** Whatever was thrown, as the service reports it to the caller. Never throws. */
export function toErrorResponse(thrown: unknown): ErrorResponse {
  try {
    if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    return {
      errorType: withoutDel(thrown.name),
      errorMessage: withoutDel(thrown.message),
      trace: thrown.stack === undefined ? [] : withoutDel(thrown.stack).split('\n'),
    };
  } catch {
    return UNREADABLE;
  }
}

/** DEL is legal in JSON and illegal in a header, where the X-Ray cause carries the same texts. */
export function withoutDel(text: unknown): string {
  return String(text).replaceAll('\x7F', '%7F');
}
