import type { ConcurrencyLimits } from '../concurrency/concurrency-limits.ts';
import type { InvokeOutcome } from '../environments/environment-outcomes.ts';
import type { InvokeResult, PoolRequest } from '../environments/environment-pool.ts';
import type { FunctionReference } from '../functions/function-reference.ts';
import type { FunctionRegistry, FunctionTarget } from '../functions/function-registry.ts';
import { ServiceError } from '../http/service-error.ts';
import type { ObservedInvocation, ObservedOutcome } from '../observation/service-event.ts';
import type { ServiceEvents } from '../observation/service-events.ts';
import { causeOf } from '../tracing/error-cause.ts';
import { beginTrace, type InvocationTrace, sampledTrace } from '../tracing/invocation-trace.ts';
import type { Sampler } from '../tracing/sampler.ts';
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
  readonly sampler: Sampler;
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
   * The trace that an invocation came with, and whether it is sampled; what is to hold for several attempts is decided
   * ahead of them. `invoke` decides what is not.
   *
   * @param received what `receivedTrace` gave
   */
  sampledTrace({ config }: FunctionTarget, received?: string): string {
    return sampledTrace(config, received, this.#parts.sampler);
  }

  /**
   * Runs one invocation. A function that fails is a result too.
   *
   * @throws ServiceError when there can be no invocation, such as TooManyRequestsException beyond a limit
   */
  async invoke(call: InvocationCall): Promise<InvokeResult> {
    const { events, sampler } = this.#parts;
    const trace = beginTrace(call.target.config, call.traceId, sampler);
    const invocation = observed(call, trace);
    events.emit({ type: 'invocation.started', invocation });
    const started = performance.now();
    const ended = (outcome: ObservedOutcome): void =>
      events.emit({ type: 'invocation.ended', invocation, outcome, durationMs: performance.now() - started });
    try {
      const result = await this.#run({ ...call, traceId: trace.header });
      ended(outcomeOf(result.outcome, trace.segments !== undefined));
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

function observed({ target, requestId }: InvocationCall, { header, segments }: InvocationTrace): ObservedInvocation {
  const { name: functionName, version } = target.config;
  return {
    requestId,
    functionName,
    version,
    functionArn: target.functionArn,
    traceId: header,
    ...(segments && { segments }),
  };
}

function outcomeOf(outcome: InvokeOutcome, isTraced: boolean): ObservedOutcome {
  if (outcome.state === 'succeeded') return { state: 'succeeded' };
  const { state, error } = outcome;
  return { state, errorType: error.errorType, ...(isTraced && { cause: causeOf(error) }) };
}

function refusalOf(error: unknown): ObservedOutcome {
  if (!(error instanceof ServiceError)) return { state: 'refused', errorType: 'ServiceException' };
  if (error.errorType !== 'TooManyRequestsException') return { state: 'refused', errorType: error.errorType };
  return { state: 'throttled', reason: error.details.Reason ?? '' };
}
