import { UNHANDLED } from '../../runtime/protocol/invoke-api.ts';
import type { InvokeOutcome } from '../environments/environment-outcomes.ts';
import type { FunctionTarget } from '../functions/function-registry.ts';
import { ServiceError } from '../http/service-error.ts';
import type { FunctionInvoker } from '../invocations/function-invoker.ts';
import type { QueuedEvent } from './async-event.ts';
import type { AttemptOutcome } from './retry-schedule.ts';

/** Where events go: it finds functions and runs them. */
export type EventInvoker = Pick<FunctionInvoker, 'resolve' | 'isSwitchedOff' | 'invoke'>;

// Not the fault of the event: too many invocations, or a function that is about to change its state.
const PASSING = [408, 409, 429];

/** Runs the function once for an event. */
export async function attemptEvent(
  invoker: EventInvoker,
  target: FunctionTarget,
  { requestId, payload, traceId, tenantId }: QueuedEvent,
): Promise<AttemptOutcome> {
  const executedVersion = target.config.version;
  try {
    const call = { target, requestId, payload, traceId, tenantId, clientContext: undefined, logTail: false };
    const { outcome } = await invoker.invoke(call);
    const body = bodyOf(outcome);
    if (outcome.state === 'succeeded') {
      return { state: 'succeeded', result: { statusCode: 200, executedVersion, payload: body } };
    }
    return { state: 'failed', result: { statusCode: 200, executedVersion, functionError: UNHANDLED, payload: body } };
  } catch (error) {
    if (!(error instanceof ServiceError) || isPassing(error)) return { state: 'not-run' };
    const { status: statusCode, errorType, message: errorMessage } = error;
    const payload = JSON.stringify({ errorType, errorMessage });
    return { state: 'failed', result: { statusCode, executedVersion, functionError: UNHANDLED, payload } };
  }
}

/** Whether the same event may well succeed a while later. */
export function isPassing({ status }: ServiceError): boolean {
  return status >= 500 || PASSING.includes(status);
}

function bodyOf(outcome: InvokeOutcome): string {
  if (outcome.state !== 'succeeded') return outcome.error.payload.toString();
  return outcome.response.mode === 'buffered' ? outcome.response.payload.toString() : '';
}
