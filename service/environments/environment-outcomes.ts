import { type InvocationError, type InvocationResponse, platformError } from '../environment-api/invocation-answer.ts';
import type { ExtensionFault } from '../extensions/extension-fault.ts';
import { describeExit, type ProcessExit } from '../processes/process-exit.ts';

/** How an init ended; `initMs` counts from the start of the processes to the moment when all of them wait. */
export type InitOutcome =
  | { readonly state: 'ready'; readonly initMs: number }
  /** The runtime has reported an error and exited. */
  | { readonly state: 'failed'; readonly error: InvocationError }
  | { readonly state: 'timed-out' }
  | { readonly state: 'crashed'; readonly exit: ProcessExit }
  | { readonly state: 'extension-fault'; readonly fault: ExtensionFault };

/** How a restore ended; `restoreMs` counts from when the runtime learns of it until it asks for an invocation. */
export type RestoreOutcome =
  | { readonly state: 'restored'; readonly restoreMs: number }
  | { readonly state: 'failed'; readonly errorType: string; readonly message: string }
  | { readonly state: 'timed-out' };

/** How an invocation ended; every error is the body that the caller gets. */
export type InvokeOutcome =
  | { readonly state: 'succeeded'; readonly response: InvocationResponse }
  | { readonly state: 'function-error'; readonly error: InvocationError }
  | { readonly state: 'timed-out'; readonly error: InvocationError }
  | { readonly state: 'crashed'; readonly error: InvocationError };

/** The error body of an invocation whose runtime process has ended. */
export function crashError(requestId: string, exit: ProcessExit): InvocationError {
  return platformError(crashErrorType(exit), `RequestId: ${requestId} Error: ${describeExit(exit)}`);
}

/** The error type of a runtime process that has ended. */
export function crashErrorType(exit: ProcessExit): string {
  return exit.kind === 'not-started' ? 'Runtime.InvalidEntrypoint' : 'Runtime.ExitError';
}

/** The error body of an invocation that an extension has ended. */
export function extensionError(requestId: string, { errorType, message }: ExtensionFault): InvocationError {
  return platformError(errorType, `RequestId: ${requestId} Error: ${message}`);
}

/** The error body of an invocation that took longer than the function's timeout. */
export function timeoutError(requestId: string, timeoutMs: number): InvocationError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return platformError('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`);
}

/** The error type of an init that failed, as telemetry has it. */
export function initErrorType(outcome: InitOutcome): string | undefined {
  switch (outcome.state) {
    case 'ready':
    case 'timed-out':
      return undefined;
    case 'failed':
      return outcome.error.errorType;
    case 'crashed':
      return crashErrorType(outcome.exit);
    case 'extension-fault':
      return outcome.fault.errorType;
  }
}

/** The error type of a restore that failed, as telemetry has it. */
export function restoreErrorType(outcome: RestoreOutcome): string | undefined {
  switch (outcome.state) {
    case 'restored':
      return undefined;
    case 'failed':
      return outcome.errorType;
    case 'timed-out':
      return 'Runtime.RestoreHookUserTimeout';
  }
}

/** What the caller gets whose invocation had to wait for an init that failed. */
export function failedInit(
  outcome: Exclude<InitOutcome, { state: 'ready' }>,
  requestId: string,
  timeoutMs: number,
): InvokeOutcome {
  switch (outcome.state) {
    case 'failed':
      return { state: 'crashed', error: outcome.error };
    case 'crashed':
      return { state: 'crashed', error: crashError(requestId, outcome.exit) };
    case 'extension-fault':
      return { state: 'crashed', error: extensionError(requestId, outcome.fault) };
    case 'timed-out':
      return { state: 'timed-out', error: timeoutError(requestId, timeoutMs) };
  }
}
