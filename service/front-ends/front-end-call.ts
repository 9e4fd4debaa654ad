import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_PAYLOAD_BYTES } from '../../runtime/protocol/invoke-api.ts';
import type { InvocationResponse, StreamReceiver } from '../environment-api/invocation-answer.ts';
import { raceWithLimit } from '../environments/race-with-limit.ts';
import type { FunctionReference } from '../functions/function-reference.ts';
import { ServiceError } from '../http/service-error.ts';
import type { FunctionInvoker } from '../invocations/function-invoker.ts';
import type { ServiceEvents } from '../observation/service-events.ts';

/** What all front ends need. */
export interface FrontEndServices {
  readonly invoker: FunctionInvoker;
  readonly events: ServiceEvents;
  /** Takes what the caller is not told, but the person at the terminal should know, each in one line. */
  readonly onNotice: (line: string) => void;
}

/** One request to a front end and its answer. */
export interface FrontEndExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What is left of the path behind what led here, as it was sent; begins with a slash. */
  readonly path: string;
  readonly services: FrontEndServices;
}

/** An invocation for a request. */
export interface FrontEndCall {
  readonly reference: FunctionReference;
  readonly event: object;
  readonly requestId: string;
  readonly traceId: string;
  readonly receiver?: StreamReceiver;
  /** How long the front end waits; the function goes on. */
  readonly limitMs?: number;
}

/** How it ended. */
export type FrontEndOutcome =
  | { readonly state: 'succeeded'; readonly response: InvocationResponse }
  /** The function has failed, timed out or crashed; its log tells more. */
  | { readonly state: 'failed' }
  /** The front end has waited long enough. */
  | { readonly state: 'timed-out' }
  | { readonly state: 'throttled' }
  /** The event is larger than Lambda takes. */
  | { readonly state: 'too-large' }
  /** There is no such function, or it cannot be invoked at present. */
  | { readonly state: 'unavailable'; readonly reason: string };

/** Invokes the function behind a front end. */
export async function callFunction(invoker: FunctionInvoker, call: FrontEndCall): Promise<FrontEndOutcome> {
  const outcome = invoke(invoker, call);
  if (call.limitMs === undefined) return await outcome;
  return await raceWithLimit(call.limitMs, (): FrontEndOutcome => ({ state: 'timed-out' }), [outcome]);
}

async function invoke(invoker: FunctionInvoker, call: FrontEndCall): Promise<FrontEndOutcome> {
  const { reference, event, requestId, traceId, receiver } = call;
  const payload = Buffer.from(JSON.stringify(event));
  if (payload.length > MAX_PAYLOAD_BYTES) return { state: 'too-large' };
  try {
    const { outcome } = await invoker.invoke({
      target: invoker.resolve(reference),
      payload,
      requestId,
      traceId,
      clientContext: undefined,
      tenantId: undefined,
      logTail: false,
      ...(receiver && { receiver }),
    });
    return outcome.state === 'succeeded' ? outcome : { state: 'failed' };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.errorType === 'TooManyRequestsException') return { state: 'throttled' };
    return { state: 'unavailable', reason: error.message };
  }
}

/** The bytes of a response that did not go to a receiver. */
export function payloadOf(response: InvocationResponse): Buffer {
  return response.mode === 'buffered' ? response.payload : Buffer.alloc(0);
}
