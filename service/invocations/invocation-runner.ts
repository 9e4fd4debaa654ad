import type { InvokeResult, PoolRequest } from '../environments/environment-pool.ts';
import type { FunctionConfig } from '../functions/function-config.ts';

/** Runs functions: the part of the service that this API stands in front of. */
export interface InvocationRunner extends AsyncDisposable {
  /** Rejects with a ServiceError when there can be no invocation, such as `tooManyRequests()`. */
  invoke(request: PoolRequest): Promise<InvokeResult>;
  /** Gets ready for the next cold start of a function, as far as that can be done ahead. */
  prepare(config: FunctionConfig): void;
  /** The functions are now these. Invocations under way go on as they began. */
  update(functions: readonly FunctionConfig[]): void;
}
