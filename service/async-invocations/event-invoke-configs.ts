import { LATEST } from '../functions/function-config.ts';
import type { FunctionReference } from '../functions/function-reference.ts';
import type { Collection, StateDatabase } from '../state/state-database.ts';

/** How events that were sent to a function under one qualifier are treated; the names are those of the API. */
export interface EventInvokeConfig {
  readonly functionName: string;
  /** `$LATEST`, the number of a version, or the name of an alias. */
  readonly qualifier: string;
  readonly lastModifiedMs: number;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig: DestinationConfig;
}

/** Where the records of events go. */
export interface DestinationConfig {
  readonly OnSuccess: { readonly Destination?: string };
  readonly OnFailure: { readonly Destination?: string };
}

/** What holds where nothing was configured: two retries, six hours. */
export const DEFAULT_EVENT_INVOKE: Required<
  Pick<EventInvokeConfig, 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | 'DestinationConfig'>
> = {
  MaximumRetryAttempts: 2,
  MaximumEventAgeInSeconds: 21_600,
  DestinationConfig: { OnSuccess: {}, OnFailure: {} },
};

/** The configurations that callers have made, in the state database. */
export class EventInvokeConfigs {
  readonly #documents: Collection<EventInvokeConfig>;

  constructor(database: StateDatabase) {
    this.#documents = database.collection('event-invoke-configs');
  }

  get(reference: FunctionReference): EventInvokeConfig | undefined {
    return this.#documents.get(keyOf(reference));
  }

  put(config: EventInvokeConfig): void {
    this.#documents.put(keyOf({ name: config.functionName, qualifier: config.qualifier }), config);
  }

  /** @returns whether there was one */
  delete(reference: FunctionReference): boolean {
    return this.#documents.delete(keyOf(reference));
  }

  /** Those of one function, in the order of their qualifiers. */
  list(functionName: string): readonly EventInvokeConfig[] {
    return this.#documents.list(`${functionName}:`);
  }

  /** Those of a function that is gone. */
  deleteAll(functionName: string): void {
    for (const { functionName: name, qualifier } of this.list(functionName)) this.delete({ name, qualifier });
  }
}

/** No configuration without a qualifier: then it is that of the unpublished version. */
function keyOf({ name, qualifier = LATEST }: FunctionReference): string {
  return `${name}:${qualifier}`;
}
