import type { FunctionSettings } from './functions/function-config.ts';
import type { InvocationRunner } from './invocations/invocation-runner.ts';
import type { ServiceEvents } from './observation/service-events.ts';
import type { RunnerOptions } from './runner-options.ts';

/** What a runner is made with. */
export interface RunnerSetting extends RunnerOptions {
  /** Is told of what happens in environments. */
  readonly events: ServiceEvents;
  /** Takes each line that a function logs, as it comes; a promise holds the function back. */
  readonly onLogLine: (functionName: string, line: string) => unknown;
  /** Takes what the person who runs the service should know, each in one line. */
  readonly onNotice: (line: string) => void;
}

/** How a service is started. */
export interface LambdaServiceOptions extends Partial<RunnerOptions> {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, a free one. */
  readonly port?: number;
  /** Handler files, folders, `snapboot.json`: read again whenever they change. */
  readonly paths?: readonly string[];
  /** Functions beside those. */
  readonly functions?: readonly FunctionSettings[];
  /** Makes what runs the functions; the service disposes of it. */
  readonly createRunner: (setting: RunnerSetting) => InvocationRunner | Promise<InvocationRunner>;
  /** Invocations at a time, of all functions together: Lambda's limit of an account. Default: 1,000. */
  readonly concurrency?: number;
  /**
   * Folder with a log file for each function and what is deployed; without it there are no logs, and a deployment ends
   * with the service.
   */
  readonly stateFolder?: string;
  /** Whether to go without what was deployed where another service has that folder; else that is an error. */
  readonly stateOptional?: boolean;
  /** What asynchronous invocations wait is multiplied by this; for tests. Default: 1. */
  readonly asyncTimeScale?: number;
  /** Where SQS, SNS and EventBridge are for destinations; default: what AWS_ENDPOINT_URL and the like say. */
  readonly awsEndpoint?: string;
  readonly onLogLine?: (functionName: string, line: string) => unknown;
  readonly onNotice?: (line: string) => void;
}

/** Lambda's limit of an account. */
export const DEFAULT_CONCURRENCY = 1000;
