// An internal extension is code inside the runtime's process that registers under a name of its own before init ends.
// It then parks in event/next; the service counts it as ready from that call on. Lambda sends SIGTERM to a runtime
// only where at least one extension is registered, which is why a runtime may want to be one.

/** Paths of the Lambda Extensions API, version 2020-01-01. */
export const EXTENSIONS_API = {
  register: '/2020-01-01/extension/register',
  next: '/2020-01-01/extension/event/next',
} as const;

export const EXTENSION_HEADERS = {
  name: 'lambda-extension-name',
  identifier: 'lambda-extension-identifier',
  /** On the answer to event/next, for INVOKE events. */
  eventIdentifier: 'lambda-extension-event-identifier',
} as const;
