/** What was measured of the local service; times in milliseconds. */
export interface ServiceResult {
  /** What all functions had. */
  readonly memoryMb: number;
  /** Sample i of all rows comes from the same round. */
  readonly cold: ColdInvocations;
  /** Medians of blocks; block i of all rows comes from the same round. */
  readonly warm: WarmInvocations;
  /** From the write of a file to the first answer of the new code, through the SDK. */
  readonly changesMs: readonly number[];
  readonly fleet: Fleet;
  readonly throughput: Throughput;
}

/** From the call of the SDK, or the spawn, to the response of a function that had to be started. */
export interface ColdInvocations {
  /** Without a service: spawn of the same bootstrap with the same function → response. */
  readonly bareMs: readonly number[];
  /** Through the SDK, with an environment that was prepared since the last cold start. */
  readonly preparedMs: readonly number[];
  /** Through the SDK, with nothing prepared. */
  readonly unpreparedMs: readonly number[];
}

export interface WarmInvocations {
  /** Without a service: event sent to a bare loop → response. */
  readonly bareMs: readonly number[];
  /** Through the SDK, to environments that run on in between. */
  readonly runningMs: readonly number[];
  /** Through the SDK, to environments that are frozen in between. */
  readonly frozenMs: readonly number[];
}

/** Many cold starts at once. */
export interface Fleet {
  readonly environments: number;
  readonly answered: number;
  readonly tookMs: number;
  /** What the service itself costs afterwards, while all of them wait. */
  readonly idle: IdleCost;
}

/** A service that has nothing to do. */
export interface IdleCost {
  /** That are deployed. */
  readonly functions: number;
  readonly environments: number;
  /** Of one processor, from 0 to 1. */
  readonly processorShare: number;
  readonly rssBytes: number;
}

/** Warm invocations a second; one number for each window of time. */
export interface Throughput {
  readonly environments: number;
  readonly runningPerSecond: readonly number[];
  readonly frozenPerSecond: readonly number[];
}
