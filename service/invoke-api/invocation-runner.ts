import type { InvokeResult, PoolRequest } from '../environments/environment-pool.ts';

/** Runs functions: the part of the service that this API stands in front of. */
export interface InvocationRunner extends AsyncDisposable {
  /** Rejects with a ServiceError when there can be no invocation, such as `tooManyRequests()`. */
  invoke(request: PoolRequest): Promise<InvokeResult>;
}
