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
}

/** Answers with an error: an ApiError as it is, anything else as a fault of the service (500). */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, errorType, message } = error instanceof ApiError ? error : internalError(error);
  sendJson(response, status, { errorMessage: message, errorType });
}

function internalError(error: unknown): ApiError {
  return new ApiError(500, 'InternalServerError', `Internal Server Error: ${String(error)}`);
}
