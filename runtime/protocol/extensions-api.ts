// An external extension is a process of its own, started before the runtime under the name of its file; the service
// waits until it has registered. An internal extension is code inside the runtime's process that registers under a
// name of its own before init ends. Both then park in event/next: the first time says "ready", each later time "done
// with this invocation". Lambda sends SIGTERM to a runtime only where at least one extension is registered, which is
// why a runtime may want to be one.

/** Paths of the Lambda Extensions API, version 2020-01-01. */
export const EXTENSIONS_API = {
  register: '/2020-01-01/extension/register',
  next: '/2020-01-01/extension/event/next',
  initError: '/2020-01-01/extension/init/error',
  exitError: '/2020-01-01/extension/exit/error',
} as const;

export const EXTENSION_HEADERS = {
  name: 'lambda-extension-name',
  identifier: 'lambda-extension-identifier',
  /** On the answer to event/next, for INVOKE events. */
  eventIdentifier: 'lambda-extension-event-identifier',
  /** On register: a comma-separated list; `accountId` is the only feature there is. */
  acceptFeature: 'lambda-extension-accept-feature',
  /** On init/error and exit/error, where it is required. */
  errorType: 'lambda-extension-function-error-type',
} as const;

/** Lifecycle events, in the words of the Extensions API. Internal extensions get no SHUTDOWN. */
export type LifecycleEvent = 'INVOKE' | 'SHUTDOWN';

/** Why an environment ends. Lambda's documents write it in capitals, its sources in small letters, as here. */
export type ShutdownReason = 'spindown' | 'timeout' | 'failure';

/** The answer to event/next when an invocation begins: without its payload. */
export interface InvokeEvent {
  readonly eventType: 'INVOKE';
  /** Unix epoch in milliseconds at which the invocation times out. */
  readonly deadlineMs: number;
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  /** Left out where the invocation has no trace. */
  readonly tracing?: { readonly type: 'X-Amzn-Trace-Id'; readonly value: string };
}

/** The answer to event/next when the environment ends. Nothing answers a further event/next. */
export interface ShutdownEvent {
  readonly eventType: 'SHUTDOWN';
  /** Unix epoch in milliseconds at which the extension is killed. */
  readonly deadlineMs: number;
  readonly shutdownReason: ShutdownReason;
}
