import assert from 'node:assert';

/** The phases in the life of an execution environment. */
export type EnvironmentPhase = 'initializing' | 'ready' | 'invoking' | 'shutting-down' | 'stopped';

const NEXT_PHASES: Record<EnvironmentPhase, readonly EnvironmentPhase[]> = {
  initializing: ['ready', 'shutting-down'],
  ready: ['invoking', 'shutting-down'],
  invoking: ['ready', 'shutting-down'],
  'shutting-down': ['stopped'],
  stopped: [],
};

/** Takes one step; a step that the table does not have is a mistake of ours. */
export function changePhase(from: EnvironmentPhase, to: EnvironmentPhase): EnvironmentPhase {
  assert(NEXT_PHASES[from].includes(to), `an environment does not go from ${from} to ${to}`);
  return to;
}
