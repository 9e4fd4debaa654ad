import type { LogLevel } from '../../runtime/protocol/log-frame.ts';
import type { SystemLogLevel } from '../telemetry/log-settings.ts';
import type { FunctionUrlSettings } from './function-url-settings.ts';

/** How a function's log lines are written: as they come, or each as one JSON object. */
export type LogFormat = 'Text' | 'JSON';

/** Whether a function's invocations begin traces, and have segments; `PassThrough` leaves both to its callers. */
export type TracingMode = 'Active' | 'PassThrough';

/** The version that a function has unless it was published. */
export const LATEST = '$LATEST';

/** What Lambda knows about one version of a function. */
export interface FunctionConfig {
  readonly name: string;
  /** `$LATEST`, or the number of a published one. */
  readonly version: string;
  /** Absolute path of the folder with the function's code: LAMBDA_TASK_ROOT, and the working directory. */
  readonly taskRoot: string;
  /** `file.export`, the file without its extension and relative to the task root. */
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** The function's own environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** What a build was told of variables that Lambda sets, in their place. */
  readonly told?: Readonly<Record<string, string>>;
  /** Absolute paths of folders, to be merged into `/opt` in this order. */
  readonly layers: readonly string[];
  /** Size of `/tmp`. */
  readonly ephemeralStorageMb: number;
  readonly logFormat: LogFormat;
  /** With JSON only: lines below these levels are left out. INFO where left out. */
  readonly applicationLogLevel?: LogLevel;
  readonly systemLogLevel?: SystemLogLevel;
  readonly tracing: TracingMode;
  /** Whether its runtime may wait in init to be restored for the first invocation. */
  readonly snapStart: boolean;
  /** Whether it was deployed through the API: then its task root is a place of the service's own. */
  readonly deployed?: boolean;
  /** Whether the environment is initialised ahead of its invocations (provisioned concurrency). */
  readonly provisioned?: boolean;
  /** Where its declaration asks for a URL. */
  readonly url?: FunctionUrlSettings;
  /** The queue or topic of events that it could not process. */
  readonly deadLetterArn?: string;
  /** Another one whenever the configuration, the code or a layer has changed: environments of an old one are stale. */
  readonly revision: string;
}

/** What must be known of a function; the rest has defaults. */
export type FunctionSettings = Pick<FunctionConfig, 'name' | 'taskRoot' | 'handler'> & Partial<FunctionConfig>;

/** A function with Lambda's defaults for what is not given. */
export function functionConfig(settings: FunctionSettings): FunctionConfig {
  return {
    version: LATEST,
    memoryMb: 128,
    timeoutMs: 3000,
    variables: {},
    layers: [],
    ephemeralStorageMb: 512,
    logFormat: 'Text',
    tracing: 'PassThrough',
    snapStart: false,
    revision: '',
    ...settings,
  };
}

/** What tells versions apart, of all functions. */
export function versionKey({ name, version }: FunctionConfig): string {
  return `${name}:${version}`;
}
