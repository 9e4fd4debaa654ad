/** How functions are run. */
export interface RunnerOptions {
  /** Environments that a function can get in ten seconds. */
  readonly scalingRate: number;
  /** Whether an environment is frozen between invocations. */
  readonly freeze: boolean;
  /** Whether an environment is cut off from the rest of the machine, where that is possible. */
  readonly sandbox: boolean;
  /** Whether limits of memory and CPU are enforced, where that is possible. */
  readonly limits: boolean;
  /** How long an environment waits for its next invocation before it is shut down. */
  readonly idleTimeoutMs: number;
  /** How long a caller waits for an environment at its last steps before it gets another one; as a rule, a moment. */
  readonly settlingMs?: number;
}

/** What holds unless it is said otherwise. */
export const DEFAULT_RUNNER_OPTIONS: RunnerOptions = {
  scalingRate: 1000,
  freeze: true,
  sandbox: true,
  limits: true,
  idleTimeoutMs: 600_000,
};
