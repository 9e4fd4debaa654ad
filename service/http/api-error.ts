import type { ServerResponse } from 'node:http';
import { sendJson } from './json-answer.ts';

/** A request that one of the environment's APIs refuses, as its caller sees it. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorType: string;

  constructor(status: number, errorType: string, message: string) {
    super(message);
    this.status = status;
    this.errorType = errorType;
  }

  /** The body of the answer. */
  get body(): object {
    return { errorMessage: this.message, errorType: this.errorType };
  }
}

/** A request whose body, or head, breaks off. */
export function truncatedRequest(): ApiError {
  return new ApiError(400, 'TruncatedHTTPRequest', 'HTTP request detected as truncated');
}

/** @param maxBytes the quota that the body of a request exceeds */
export function requestTooLarge(maxBytes: number): ApiError {
  const message = `Exceeded maximum allowed payload size (${maxBytes} bytes).`;
  return new ApiError(413, 'RequestEntityTooLarge', message);
}

/** Answers with an error: an ApiError as it is, anything else as a fault of the service (500). */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = error instanceof ApiError ? error : internalError(error);
  sendJson(response, status, body);
}

function internalError(error: unknown): ApiError {
  return new ApiError(500, 'InternalServerError', `Internal Server Error: ${String(error)}`);
}
