import type { FunctionReference } from '../functions/function-reference.ts';

/** An asynchronous invocation as its caller wants it. */
export interface AsyncEvent {
  /** The same at every attempt. */
  readonly requestId: string;
  readonly reference: FunctionReference;
  /** JSON text, byte for byte as the caller sent it. */
  readonly payload: Buffer;
  /** `Root=…;Parent=…;Sampled=0` */
  readonly traceId: string;
  readonly tenantId: string | undefined;
}

/** An event in the queue. */
export interface QueuedEvent extends AsyncEvent {
  /** Events are numbered as they are accepted. */
  readonly sequence: number;
  readonly acceptedMs: number;
  /** How often the function has run for it, to an end. */
  readonly attempts: number;
  /** How often in a row it could not run. */
  readonly throttles: number;
  /** When it is to be tried next. */
  readonly dueMs: number;
  /** How the last attempt ended; none where the function has not run. */
  readonly lastResult: AttemptResult | undefined;
}

/** What a function has made of an event. */
export interface AttemptResult {
  /** 200, also when the function has failed; another one where its runtime could not be started for the event. */
  readonly statusCode: number;
  readonly executedVersion: string;
  readonly functionError?: string;
  /** What a synchronous caller would have got as body. */
  readonly payload: string;
}

/** Why an event has left the queue, in the words of invocation records. */
export type EventCondition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
