import type { RuntimeErrorType } from '../protocol/error-response.ts';

/** What the runtime itself finds wrong with a function; the type goes to the caller as it is. */
export class RuntimeError extends Error {
  constructor(errorType: RuntimeErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = errorType;
  }
}
