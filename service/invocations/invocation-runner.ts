import type { InvokeResult, PoolRequest } from '../environments/environment-pool.ts';
import type { ProvisionedState, ProvisionedTarget } from '../environments/provisioned-environments.ts';
import type { FunctionConfig } from '../functions/function-config.ts';

/** Runs functions: the part of the service that this API stands in front of. */
export interface InvocationRunner extends AsyncDisposable {
  /** Rejects with a ServiceError when there can be no invocation, such as `throttled()`. */
  invoke(request: PoolRequest): Promise<InvokeResult>;
  /** Gets ready for the next cold start of a function, as far as that can be done ahead. */
  prepare(config: FunctionConfig): void;
  /** Keeps environments of these versions ready, initialised ahead of their invocations; of no others. */
  provision(targets: readonly ProvisionedTarget[]): void;
  /** How far that has come for one version. */
  provisionedState(config: FunctionConfig): ProvisionedState;
  /** The functions are now these. Invocations under way go on as they began. */
  update(functions: readonly FunctionConfig[]): void;
}
