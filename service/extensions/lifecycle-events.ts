import type { InvokeEvent, ShutdownEvent, ShutdownReason } from '../../runtime/protocol/extensions-api.ts';
import type { Invocation } from '../../runtime/protocol/invocation.ts';

/** What extensions learn about an invocation. */
export function invokeEvent({ requestId, deadlineMs, functionArn, traceId }: Invocation): InvokeEvent {
  const event = { eventType: 'INVOKE', deadlineMs, requestId, invokedFunctionArn: functionArn } as const;
  return traceId === undefined ? event : { ...event, tracing: { type: 'X-Amzn-Trace-Id', value: traceId } };
}

/** What extensions learn about the end of their environment; `deadlineMs` is a Unix epoch. */
export function shutdownEvent(shutdownReason: ShutdownReason, deadlineMs: number): ShutdownEvent {
  return { eventType: 'SHUTDOWN', deadlineMs, shutdownReason };
}
