import type { FunctionSettings } from '../../service/functions/function-config.ts';
import type { RunnerOptions } from '../../service/runner-options.ts';

/** What the process of a measured service is told, as JSON in its first argument. */
export interface ServicePlan {
  /** Absolute path of the program that Lambda would start. */
  readonly bootstrap: string;
  readonly functions: readonly FunctionSettings[];
  readonly options: Partial<RunnerOptions> & { readonly concurrency?: number };
}
