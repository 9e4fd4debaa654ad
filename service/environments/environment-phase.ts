import assert from 'node:assert';

/**
 * The phases in the life of an execution environment. In `reset` its processes are gone and its `/tmp` is not. One that
 * could not be restored is `discarded`: nothing is invoked in it any more.
 */
export type EnvironmentPhase =
  | 'initializing'
  | 'ready'
  | 'reset'
  | 'invoking'
  | 'discarded'
  | 'shutting-down'
  | 'stopped';

const NEXT_PHASES: Record<EnvironmentPhase, readonly EnvironmentPhase[]> = {
  initializing: ['ready', 'reset', 'shutting-down'],
  ready: ['invoking', 'shutting-down'],
  reset: ['invoking', 'shutting-down'],
  invoking: ['ready', 'reset', 'discarded', 'shutting-down'],
  discarded: ['shutting-down'],
  'shutting-down': ['stopped'],
  stopped: [],
};

/** Takes one step; a step that the table does not have is a mistake of ours. */
export function changePhase(from: EnvironmentPhase, to: EnvironmentPhase): EnvironmentPhase {
  assert(NEXT_PHASES[from].includes(to), `an environment does not go from ${from} to ${to}`);
  return to;
}

/** Whether an invocation can begin: one whose processes were reset keeps its `/tmp` for it. */
export function isIdle(phase: EnvironmentPhase): boolean {
  return phase === 'ready' || phase === 'reset';
}
