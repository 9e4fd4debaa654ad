import { type Dimensions, LAMBDA_NAMESPACE, type MetricId, metricId } from './metric-id.ts';

/** Lambda's own metrics, in CloudWatch's names. Durations and ages are milliseconds, memory is megabytes. */
export type LambdaMetric =
  | 'Invocations'
  | 'Errors'
  | 'Throttles'
  | 'Duration'
  | 'InitDuration'
  | 'RestoreDuration'
  | 'MaxMemoryUsed'
  | 'ConcurrentExecutions'
  | 'UnreservedConcurrentExecutions'
  | 'ProvisionedConcurrentExecutions'
  | 'ProvisionedConcurrencyInvocations'
  | 'ProvisionedConcurrencySpilloverInvocations'
  | 'ProvisionedConcurrencyUtilization'
  | 'AsyncEventsReceived'
  | 'AsyncEventAge'
  | 'AsyncEventsDropped'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures'
  | 'UrlRequestCount'
  | 'Url4xxCount'
  | 'Url5xxCount'
  | 'UrlRequestLatency';

/** Ids of metrics, made once each: they are needed at every invocation. */
export class FunctionMetricIds {
  readonly #ids = new Map<string, MetricId>();

  /** For metrics of all functions together. */
  ofAccount(metric: LambdaMetric): readonly MetricId[] {
    return [this.#id(metric, '', undefined)];
  }

  /**
   * One for the function, and another one for its version or alias, where one is meant.
   *
   * @param qualifier as the caller named it, or a published version
   */
  of(metric: LambdaMetric, functionName: string, qualifier?: string): readonly MetricId[] {
    const whole = this.#id(metric, functionName, undefined);
    return qualifier === undefined ? [whole] : [whole, this.#id(metric, functionName, qualifier)];
  }

  forget(isMeant: (functionName: string) => boolean): void {
    for (const [key, { dimensions }] of this.#ids) {
      if (isMeant(dimensions.FunctionName ?? '')) this.#ids.delete(key);
    }
  }

  #id(metric: LambdaMetric, functionName: string, qualifier: string | undefined): MetricId {
    const key = `${metric} ${functionName} ${qualifier}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = metricId(LAMBDA_NAMESPACE, metric, dimensionsOf(functionName, qualifier));
      this.#ids.set(key, id);
    }
    return id;
  }
}

function dimensionsOf(functionName: string, qualifier: string | undefined): Dimensions {
  if (functionName === '') return {};
  return {
    FunctionName: functionName,
    ...(qualifier !== undefined && { Resource: `${functionName}:${qualifier}` }),
  };
}
