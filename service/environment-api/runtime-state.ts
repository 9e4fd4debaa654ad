import { ApiError } from '../http/api-error.ts';

/** The states of a runtime, under the names that Lambda uses in its answers. */
export type RuntimeState =
  | 'Started'
  | 'RestoreReady'
  | 'Restoring'
  | 'Ready'
  | 'Running'
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  | 'RuntimeResponseSentState'
  | 'InitError'
  | 'RuntimeRestoreErrorState';

const NEXT_STATES: Record<RuntimeState, readonly RuntimeState[]> = {
  Started: ['RestoreReady', 'Ready', 'InitError'],
  // The way of a runtime with SnapStart: it waits for its snapshot, and the platform wakes it in a copy.
  RestoreReady: ['Restoring'],
  Restoring: ['Ready', 'RuntimeRestoreErrorState'],
  // A second parallel `next` is parked beside the first.
  Ready: ['Ready', 'Running'],
  Running: ['InvocationResponse', 'InvocationErrorResponse'],
  InvocationResponse: ['RuntimeResponseSentState'],
  InvocationErrorResponse: ['RuntimeResponseSentState'],
  RuntimeResponseSentState: ['Ready'],
  InitError: [],
  RuntimeRestoreErrorState: [],
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
