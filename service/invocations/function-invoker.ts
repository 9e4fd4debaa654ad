import type { ConcurrencyLimits } from '../concurrency/concurrency-limits.ts';
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
  readonly #limits: ConcurrencyLimits;

  constructor(registry: FunctionRegistry, runner: InvocationRunner, limits: ConcurrencyLimits) {
    this.#registry = registry;
    this.#runner = runner;
    this.#limits = limits;
  }

  /**
   * The version to be invoked.
   *
   * @throws ServiceError ResourceNotFoundException, ResourceConflictException
   */
  resolve(reference: FunctionReference): FunctionTarget {
    return this.#registry.resolve(reference);
  }

  /** Whether a function has a reserved concurrency of 0: nothing can invoke it. */
  isSwitchedOff(functionName: string): boolean {
    return this.#limits.reserved(functionName) === 0;
  }

  /**
   * Runs one invocation. A function that fails is a result too.
   *
   * @throws ServiceError when there can be no invocation, such as TooManyRequestsException beyond a limit
   */
  async invoke({ target, ...request }: InvocationCall): Promise<InvokeResult> {
    using _ = this.#limits.admit(target.config);
    return await this.#runner.invoke({ ...request, function: target.config, functionArn: target.functionArn });
  }
}
