// What the page is told, by the service and in the browser alike. All times are milliseconds since 1970.

/** A function in the version `$LATEST`. */
export interface PageFunction {
  readonly name: string;
  /** Else a file declares it. */
  readonly deployed: boolean;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Another one when the function has changed. */
  readonly revision: string;
}

/** `prepared` has not begun its init; `frozen` stays until the next invocation. */
export type PagePhase =
  | 'prepared'
  | 'initializing'
  | 'ready'
  | 'frozen'
  | 'reset'
  | 'invoking'
  | 'discarded'
  | 'shutting-down'
  | 'stopped';

/** An execution environment. */
export interface PageEnvironment {
  /** The name of its log stream. */
  readonly id: string;
  readonly functionName: string;
  readonly version: string;
  readonly initializationType: string;
  readonly phase: PagePhase;
  readonly sinceMs: number;
  /** That have begun in it. */
  readonly invocations: number;
}

export type PageStatus = 'running' | 'succeeded' | 'function-error' | 'timed-out' | 'crashed' | 'throttled' | 'refused';

/** What an invocation waited for before it could begin. */
export interface PageStart {
  readonly kind: 'init' | 'restore';
  readonly startMs: number;
  readonly endMs: number;
}

/** An invocation with all that is known of it so far. */
export interface PageInvocation {
  /** Counts up; an event that is tried again has the same request id, but not this one. */
  readonly id: number;
  readonly requestId: string;
  readonly functionName: string;
  readonly version: string;
  readonly functionArn: string;
  readonly traceId: string;
  readonly status: PageStatus;
  /** The type of the error, or why it was throttled. */
  readonly reason?: string;
  readonly environmentId?: string;
  /** The service got it. */
  readonly startedMs: number;
  readonly cold?: PageStart;
  /** The function got its event. */
  readonly invokeMs?: number;
  /** From then until the first byte of the response, until its last, until the runtime waited again. */
  readonly latencyMs?: number;
  readonly responseMs?: number;
  readonly overheadMs?: number;
  readonly runtimeDoneMs?: number;
  /** The extensions have finished as well. */
  readonly reportMs?: number;
  readonly frozenMs?: number;
  /** The caller has the answer. */
  readonly endedMs?: number;
  readonly durationMs?: number;
  readonly billedMs?: number;
  readonly memoryMb?: number;
  readonly maxMemoryMb?: number;
  readonly initMs?: number;
  readonly restoreMs?: number;
}

/** A line of a function's log. */
export interface PageLogLine {
  /** Counts up over all functions. */
  readonly id: number;
  readonly timeMs: number;
  readonly line: string;
}

/** Ten seconds of a function. */
export interface PageBucket {
  readonly startMs: number;
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  /** Of the durations in the reports; absent where there were none. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** The most at a time. */
  readonly concurrency: number;
  readonly environments: number;
  /** When the ten seconds were over, or now. */
  readonly environmentsLeft: number;
}

/** What has changed; with `whole`, all that there is, in the place of what was known before. */
export interface PageChange {
  readonly whole?: true;
  /** The clock of the service. */
  readonly timeMs: number;
  /** All functions, when one has come, gone or changed. */
  readonly functions?: readonly PageFunction[];
  /** A stopped one is gone. */
  readonly environments?: readonly PageEnvironment[];
  readonly invocations?: readonly PageInvocation[];
  /** By function. */
  readonly logs?: Readonly<Record<string, readonly PageLogLine[]>>;
  /** By function, and of all together under `*`, which is no name of a function. */
  readonly buckets?: Readonly<Record<string, readonly PageBucket[]>>;
}

/** The name of all functions together. */
export const ALL = '*';
export const BUCKET_MS = 10_000;
/** A quarter of an hour. */
export const MOST_BUCKETS = 90;
/** Of each function. */
export const MOST_INVOCATIONS = 200;
/** Of each function. */
export const MOST_LINES = 1000;
