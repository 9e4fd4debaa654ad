import { availableParallelism } from 'node:os';
import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { tooManyRequests } from '../http/service-error.ts';
import type { InvokeOutcome } from './environment-outcomes.ts';
import type { ExecutionEnvironment, InvocationRequest } from './execution-environment.ts';
import { raceWithLimit } from './race-with-limit.ts';
import { StartLimiter } from './start-limiter.ts';

/** One invocation, as it comes from a caller. */
export interface PoolRequest extends InvocationRequest {
  readonly function: FunctionConfig;
  /** Takes a streamed response as it comes; without it, such a response is collected. */
  readonly receiver?: StreamReceiver | undefined;
  /** Whether the caller wants the end of the log, and waits for the END and REPORT lines for that. */
  readonly logTail: boolean;
}

/** What a caller gets. */
export interface InvokeResult {
  readonly outcome: InvokeOutcome;
  /** The last 4 KB of what the invocation logged; empty unless it was asked for. */
  readonly logTail: Buffer;
}

/** How many environments there may be, and how they are made. */
export interface PoolOptions {
  /** Invocations at a time. Environments that wait for their next one do not count, as in Lambda. */
  readonly concurrency: number;
  /** How long an environment waits for its next invocation before it is shut down, in milliseconds. */
  readonly idleTimeoutMs: number;
  readonly create: (config: FunctionConfig) => ExecutionEnvironment;
}

interface IdleEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly function: FunctionConfig;
  readonly timer: NodeJS.Timeout;
}

/** An environment that is ready for a cold start. */
interface Spare {
  readonly environment: ExecutionEnvironment;
  readonly revision: string;
}

const SETTLING_MS = 250;
// Each is a waiting shell in its sandbox, and a file system for its /tmp.
const MAX_SPARES = 8;

/** The execution environments of all functions: one for each invocation at a time, kept warm for a while. */
export class EnvironmentPool {
  readonly #options: PoolOptions;
  // Two starts a core: a start waits for the disk, too.
  readonly #starts = new StartLimiter(2 * availableParallelism());
  readonly #idle = new Map<string, IdleEnvironment[]>();
  readonly #spares = new Map<string, Spare>();
  readonly #busy = new Set<ExecutionEnvironment>();
  /** Those whose callers have their answers. */
  readonly #settling = new Map<ExecutionEnvironment, FunctionConfig>();
  readonly #endings = new Set<Promise<void>>();
  /** Those whose callers wait. */
  #invocations = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Runs one invocation in an environment that waits, or else in a new one. Throws ServiceError beyond the limit. */
  async invoke(request: PoolRequest): Promise<InvokeResult> {
    if (this.#invocations >= this.#options.concurrency) throw tooManyRequests();
    this.#invocations += 1;
    try {
      return await this.#invoke(request);
    } finally {
      this.#invocations -= 1;
    }
  }

  /**
   * Gets an environment ready for the next cold start of a function, if there is none yet; what can be done ahead is
   * more than half of it. A few functions have one, those that were prepared last.
   */
  prepare(config: FunctionConfig): void {
    const spare = this.#spares.get(config.name);
    if (this.#closed || spare?.revision === config.revision) return;
    const [oldest] = this.#spares.keys();
    if (spare !== undefined) this.#dropSpare(config.name);
    else if (oldest !== undefined && this.#spares.size >= MAX_SPARES) this.#dropSpare(oldest);
    const environment = this.#options.create(config);
    this.#spares.set(config.name, { environment, revision: config.revision });
    // What goes wrong here goes wrong again where somebody waits for it.
    environment.prepare().catch(() => this.#dropSpare(config.name));
  }

  /** Shuts all environments down. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const waiting = [...this.#idle.values()].flat();
    for (const name of [...this.#spares.keys()]) this.#dropSpare(name);
    for (const { timer } of waiting) clearTimeout(timer);
    this.#idle.clear();
    await Promise.all([...waiting.map(({ environment }) => environment), ...this.#busy].map((each) => each.shutdown()));
    await Promise.all(this.#endings);
  }

  /** The environment that was used last is the one whose memory is still in the caches. */
  #takeIdle({ name, revision }: FunctionConfig): ExecutionEnvironment | undefined {
    const waiting = this.#idle.get(name) ?? [];
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      clearTimeout(each.timer);
      if (each.function.revision === revision && isIdle(each.environment)) return each.environment;
      // Code or configuration is not what it was: the next invocations get fresh environments.
      this.#end(each.environment.shutdown());
    }
    return undefined;
  }

  /**
   * A caller that calls again as soon as it has its answer finds the environment still at its last steps, the freeze
   * among them. Waiting a moment for it is quicker than a cold start.
   */
  async #takeSettling(config: FunctionConfig): Promise<ExecutionEnvironment | undefined> {
    const settling = [...this.#settling].find(([, of]) => of.name === config.name && of.revision === config.revision);
    if (settling === undefined) return undefined;
    const [environment] = settling;
    this.#settling.delete(environment);
    await raceWithLimit<unknown>(SETTLING_MS, () => undefined, [environment.settled]);
    // After whoever waited for the same has put it back.
    await Promise.resolve();
    return this.#takeIdle(config);
  }

  async #invoke(request: PoolRequest): Promise<InvokeResult> {
    const { function: config } = request;
    const warm = this.#takeIdle(config) ?? (await this.#takeSettling(config));
    this.#checkOpen();
    const environment = warm ?? this.#takeSpare(config) ?? this.#options.create(config);
    this.#busy.add(environment);
    try {
      if (warm === undefined) await this.#starts.run(() => environment.init());
      this.#checkOpen();
      const outcome = await environment.invoke(request, request.receiver);
      this.#settling.set(environment, config);
      if (request.logTail) await environment.settled;
      return { outcome, logTail: request.logTail ? environment.logTail() : Buffer.alloc(0) };
    } finally {
      this.#end(environment.settled.then(() => this.#release(environment, config, warm === undefined)));
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error('the service is shutting down');
  }

  #takeSpare({ name, revision }: FunctionConfig): ExecutionEnvironment | undefined {
    const spare = this.#spares.get(name);
    if (spare?.revision !== revision) return undefined;
    this.#spares.delete(name);
    return spare.environment;
  }

  #dropSpare(name: string): void {
    const spare = this.#spares.get(name);
    this.#spares.delete(name);
    if (spare !== undefined) this.#end(spare.environment.shutdown());
  }

  #release(environment: ExecutionEnvironment, config: FunctionConfig, wasCold: boolean): void {
    this.#busy.delete(environment);
    this.#settling.delete(environment);
    // Another one at the same time as this one would be a cold start again.
    if (wasCold) this.prepare(config);
    if (this.#closed || !isIdle(environment)) {
      this.#end(environment.shutdown());
      return;
    }
    const waiting = this.#idle.get(config.name) ?? [];
    this.#idle.set(config.name, waiting);
    const timer = setTimeout(() => this.#expire(config.name, environment), this.#options.idleTimeoutMs);
    waiting.push({ environment, function: config, timer: timer.unref() });
  }

  #expire(name: string, environment: ExecutionEnvironment): void {
    const waiting = this.#idle.get(name) ?? [];
    this.#idle.set(
      name,
      waiting.filter((each) => each.environment !== environment),
    );
    this.#end(environment.shutdown());
  }

  /** Something that goes on after the caller has its answer, and that closing the pool waits for. */
  #end(ending: Promise<void>): void {
    this.#endings.add(ending);
    void ending.finally(() => this.#endings.delete(ending));
  }
}

/** One whose processes were reset keeps its `/tmp` for the next invocation. */
function isIdle({ phase }: ExecutionEnvironment): boolean {
  return phase === 'ready' || phase === 'reset';
}
