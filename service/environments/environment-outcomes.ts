import { type InvocationError, type InvocationResponse, platformError } from '../environment-api/invocation-answer.ts';
import { describeExit, type ProcessExit } from './process-exit.ts';

/** How the init phase ended; `initMs` counts from the start of the process to its first request for an invocation. */
export type InitOutcome =
  | { readonly state: 'ready'; readonly initMs: number }
  /** The runtime has reported an error and exited. */
  | { readonly state: 'failed'; readonly error: InvocationError }
  | { readonly state: 'timed-out' }
  | { readonly state: 'crashed'; readonly exit: ProcessExit };

/** How an invocation ended; every error is the body that the caller gets. */
export type InvokeOutcome =
  | { readonly state: 'succeeded'; readonly response: InvocationResponse }
  | { readonly state: 'function-error'; readonly error: InvocationError }
  | { readonly state: 'timed-out'; readonly error: InvocationError }
  | { readonly state: 'crashed'; readonly error: InvocationError; readonly exit: ProcessExit };

/** The error body of an invocation whose runtime process has ended. */
export function crashError(requestId: string, exit: ProcessExit): InvocationError {
  const errorType = exit.kind === 'not-started' ? 'Runtime.InvalidEntrypoint' : 'Runtime.ExitError';
  return platformError(errorType, `RequestId: ${requestId} Error: ${describeExit(exit)}`);
}

/** The error body of an invocation that took longer than the function's timeout. */
export function timeoutError(requestId: string, timeoutMs: number): InvocationError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return platformError('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`);
}
