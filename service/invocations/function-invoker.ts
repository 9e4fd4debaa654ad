import type { ConcurrencyLimits } from '../concurrency/concurrency-limits.ts';
import type { InvokeOutcome } from '../environments/environment-outcomes.ts';
import type { InvokeResult, PoolRequest } from '../environments/environment-pool.ts';
import type { FunctionReference } from '../functions/function-reference.ts';
import type { FunctionRegistry, FunctionTarget } from '../functions/function-registry.ts';
import { ServiceError } from '../http/service-error.ts';
import type { ObservedInvocation, ObservedOutcome } from '../observation/service-event.ts';
import type { ServiceEvents } from '../observation/service-events.ts';
import type { InvocationRunner } from './invocation-runner.ts';

/** One invocation of a version that was resolved before. */
export interface InvocationCall extends Omit<PoolRequest, 'function' | 'functionArn'> {
  readonly target: FunctionTarget;
}

/** What invocations need of the service. */
export interface InvokerParts {
  readonly registry: FunctionRegistry;
  readonly runner: InvocationRunner;
  readonly limits: ConcurrencyLimits;
  readonly events: ServiceEvents;
}

/** Where all invocations pass, whoever wants them: callers of the API, queues, front ends. */
export class FunctionInvoker {
  readonly #parts: InvokerParts;

  constructor(parts: InvokerParts) {
    this.#parts = parts;
  }

  /**
   * The version to be invoked.
   *
   * @throws ServiceError ResourceNotFoundException, ResourceConflictException
   */
  resolve(reference: FunctionReference): FunctionTarget {
    return this.#parts.registry.resolve(reference);
  }

  /** Whether a function has a reserved concurrency of 0: nothing can invoke it. */
  isSwitchedOff(functionName: string): boolean {
    return this.#parts.limits.reserved(functionName) === 0;
  }

  /**
   * Runs one invocation. A function that fails is a result too.
   *
   * @throws ServiceError when there can be no invocation, such as TooManyRequestsException beyond a limit
   */
  async invoke(call: InvocationCall): Promise<InvokeResult> {
    const { events } = this.#parts;
    const invocation = observed(call);
    events.emit({ type: 'invocation.started', invocation });
    const started = performance.now();
    const ended = (outcome: ObservedOutcome): void =>
      events.emit({ type: 'invocation.ended', invocation, outcome, durationMs: performance.now() - started });
    try {
      const result = await this.#run(call);
      ended(outcomeOf(result.outcome));
      return result;
    } catch (error) {
      ended(refusalOf(error));
      throw error;
    }
  }

  async #run({ target, ...request }: InvocationCall): Promise<InvokeResult> {
    const { limits, runner } = this.#parts;
    using _ = limits.admit(target.config);
    return await runner.invoke({ ...request, function: target.config, functionArn: target.functionArn });
  }
}

function observed({ target, requestId, traceId }: InvocationCall): ObservedInvocation {
  const { name: functionName, version } = target.config;
  return { requestId, functionName, version, functionArn: target.functionArn, traceId: traceId ?? '' };
}

function outcomeOf(outcome: InvokeOutcome): ObservedOutcome {
  if (outcome.state === 'succeeded') return { state: 'succeeded' };
  return { state: outcome.state, errorType: outcome.error.errorType };
}

function refusalOf(error: unknown): ObservedOutcome {
  if (!(error instanceof ServiceError)) return { state: 'refused', errorType: 'ServiceException' };
  if (error.errorType !== 'TooManyRequestsException') return { state: 'refused', errorType: error.errorType };
  return { state: 'throttled', reason: error.details.Reason ?? '' };
}
