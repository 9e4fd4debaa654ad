import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { INVOKE_HEADERS, SERVICE_ERRORS, type ServiceErrorType } from '../../runtime/protocol/invoke-api.ts';
import { sendJson } from './json-answer.ts';

/** A request that the Lambda service refuses, as SDKs see it. */
export class ServiceError extends Error {
  readonly errorType: ServiceErrorType;
  /** Further keys of the body, such as `Reason`. */
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<OutgoingHttpHeaders>;

  constructor(
    errorType: ServiceErrorType,
    message: string,
    more: { details?: Readonly<Record<string, string>>; headers?: OutgoingHttpHeaders } = {},
  ) {
    super(message);
    this.errorType = errorType;
    this.details = more.details ?? {};
    this.headers = more.headers ?? {};
  }

  get status(): number {
    return SERVICE_ERRORS[this.errorType].status;
  }

  /** The body of the answer, with the text under the key that this error has it under. */
  get body(): object {
    const { status, messageKey } = SERVICE_ERRORS[this.errorType];
    return { Type: status < 500 ? 'User' : 'Service', [messageKey]: this.message, ...this.details };
  }
}

/** Why an invocation cannot begin now; names are Lambda's. */
export type ThrottleReason =
  | 'ConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded';

/** More invocations than a limit allows; SDKs try again after a while. */
export function throttled(reason: ThrottleReason): ServiceError {
  return new ServiceError('TooManyRequestsException', 'Rate Exceeded.', {
    details: { Reason: reason },
    headers: { 'retry-after': '1' },
  });
}

/** A fault of this program. */
export function serviceFault(error: unknown): ServiceError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ServiceError('ServiceException', `snapboot has failed: ${reason}`);
}

/** Answers with an error. An answer that has begun already can only be cut off. */
export function sendServiceError(response: ServerResponse, error: ServiceError): void {
  if (response.headersSent) response.destroy();
  else sendJson(response, error.status, error.body, { ...error.headers, [INVOKE_HEADERS.errorType]: error.errorType });
}
