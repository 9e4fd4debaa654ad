import type { AttemptResult, EventCondition, QueuedEvent } from '../async-event.ts';

/** What a destination is told of. */
export interface RecordedEvent {
  readonly event: QueuedEvent;
  readonly condition: EventCondition;
  /** Qualified, `:$LATEST` included. */
  readonly functionArn: string;
  /** How often the function has run. */
  readonly attempts: number;
  /** How the last attempt ended; none where the function never ran, or was switched off. */
  readonly result: AttemptResult | undefined;
}

/** The record of an event that has left the queue, as Lambda sends it to destinations: JSON text. */
export function invocationRecord({ event, condition, functionArn, attempts, result }: RecordedEvent): string {
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: parsed(event.payload.toString()),
    ...(result && {
      responseContext: {
        statusCode: result.statusCode,
        executedVersion: result.executedVersion,
        ...(result.functionError !== undefined && { functionError: result.functionError }),
      },
      responsePayload: parsed(result.payload),
    }),
  });
}

/** What is no JSON, such as a streamed response, is a text. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
