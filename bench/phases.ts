/** What a contender says of its own start, in milliseconds since its process was spawned; only snapboot does. */
export interface Phases {
  /** V8 runs the first line of JavaScript of Node.js. */
  readonly v8Ms: number;
  /** Node.js has started itself, and runs the first line of the runtime. */
  readonly nodeMs: number;
  /** The runtime is loaded. */
  readonly runtimeMs: number;
  /** The handler is loaded. */
  readonly handlerMs: number;
}

/** The phases of a start that was traced, and when it was over. */
export interface TracedStart extends Phases {
  /** The contender asks for its first event. */
  readonly nextMs: number;
}

/** The line that snapboot writes with SNAPBOOT_TRACE=1. */
interface TraceLine {
  readonly snapbootTrace?: Phases & { readonly originMs: number };
}

/**
 * Finds what a contender has said of its start.
 *
 * @param output what it wrote
 * @param spawnedMs Unix epoch in milliseconds
 */
export function readPhases(output: string, spawnedMs: number): Phases | undefined {
  const line = output.split('\n').find((each) => each.startsWith('{"snapbootTrace":'));
  if (line === undefined) return undefined;
  const { snapbootTrace: trace } = JSON.parse(line) as TraceLine;
  if (trace === undefined) return undefined;
  const since = (ms: number): number => trace.originMs + ms - spawnedMs;
  return {
    v8Ms: since(trace.v8Ms),
    nodeMs: since(trace.nodeMs),
    runtimeMs: since(trace.runtimeMs),
    handlerMs: since(trace.handlerMs),
  };
}
