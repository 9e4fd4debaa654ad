import { ApiError } from '../http/api-error.ts';

/** The states of an extension, under the names that Lambda uses in its answers and in `platform.extension`. */
export type ExtensionState =
  | 'Started'
  | 'Registered'
  | 'Ready'
  | 'Running'
  | 'InitError'
  | 'ExitError'
  | 'Exited'
  | 'ShutdownFailed'
  | 'LaunchError';

const NEXT_STATES: Record<ExtensionState, readonly ExtensionState[]> = {
  Started: ['Registered', 'LaunchError'],
  Registered: ['Ready', 'InitError', 'ExitError'],
  Ready: ['Running', 'ExitError'],
  Running: ['Ready', 'ExitError', 'Exited', 'ShutdownFailed'],
  // A report may be repeated.
  InitError: ['InitError'],
  ExitError: ['ExitError'],
  Exited: [],
  ShutdownFailed: [],
  LaunchError: [],
};

/** Whether the table has this step. */
export function canChangeState(from: ExtensionState, to: ExtensionState): boolean {
  return NEXT_STATES[from].includes(to);
}

/**
 * Takes one step.
 *
 * @param who what Lambda calls the extension in this place: its name when it registers, else its identifier
 * @returns the new state
 * @throws ApiError 403 Extension.InvalidExtensionState for a call in the wrong order
 */
export function changeExtensionState(from: ExtensionState, to: ExtensionState, who: string): ExtensionState {
  if (canChangeState(from, to)) return to;
  // Lambda's own source says "Exited" where an exit error is refused.
  const target = to === 'ExitError' ? 'Exited' : to;
  const step = `State transition from ${from} to ${target} failed for extension ${who}`;
  throw new ApiError(403, 'Extension.InvalidExtensionState', `${step}. Error: State transition is not allowed`);
}
