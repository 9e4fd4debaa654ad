import type { InvokeResult, PoolRequest } from '../environments/environment-pool.ts';
import type { FunctionReference } from '../functions/function-reference.ts';
import type { FunctionRegistry, FunctionTarget } from '../functions/function-registry.ts';
import type { InvocationRunner } from './invocation-runner.ts';

/** One invocation of a version that was resolved before. */
export interface InvocationCall extends Omit<PoolRequest, 'function' | 'functionArn'> {
  readonly target: FunctionTarget;
}

/** Where all invocations pass, whoever wants them: callers of the API, queues, front ends. */
export class FunctionInvoker {
  readonly #registry: FunctionRegistry;
  readonly #runner: InvocationRunner;

  constructor(registry: FunctionRegistry, runner: InvocationRunner) {
    this.#registry = registry;
    this.#runner = runner;
  }

  /**
   * The version to be invoked.
   *
   * @throws ServiceError ResourceNotFoundException, ResourceConflictException
   */
  resolve(reference: FunctionReference): FunctionTarget {
    return this.#registry.resolve(reference);
  }

  /**
   * Runs one invocation. A function that fails is a result too.
   *
   * @throws ServiceError when there can be no invocation, such as TooManyRequestsException
   */
  async invoke({ target, ...request }: InvocationCall): Promise<InvokeResult> {
    return await this.#runner.invoke({ ...request, function: target.config, functionArn: target.functionArn });
  }
}
