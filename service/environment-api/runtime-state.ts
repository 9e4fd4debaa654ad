import { ApiError } from '../http/api-error.ts';

/** The states of a runtime, under the names that Lambda uses in its answers. */
export type RuntimeState =
  | 'Started'
  | 'Ready'
  | 'Running'
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  | 'RuntimeResponseSentState'
  | 'InitError';

const NEXT_STATES: Record<RuntimeState, readonly RuntimeState[]> = {
  Started: ['Ready', 'InitError'],
  // A second parallel `next` is parked beside the first.
  Ready: ['Ready', 'Running'],
  Running: ['InvocationResponse', 'InvocationErrorResponse'],
  InvocationResponse: ['RuntimeResponseSentState'],
  InvocationErrorResponse: ['RuntimeResponseSentState'],
  RuntimeResponseSentState: ['Ready'],
  InitError: [],
};

/**
 * Takes one step.
 *
 * @returns the new state
 * @throws ApiError 403 InvalidStateTransition for a call in the wrong order
 */
export function changeState(from: RuntimeState, to: RuntimeState): RuntimeState {
  if (NEXT_STATES[from].includes(to)) return to;
  throw new ApiError(
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  );
}
