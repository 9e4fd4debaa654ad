import { availableParallelism } from 'node:os';
import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import { type FunctionConfig, versionKey } from '../functions/function-config.ts';
import type { InitOutcome, InvokeOutcome } from './environment-outcomes.ts';
import { isIdle } from './environment-phase.ts';
import type { ExecutionEnvironment, InvocationRequest } from './execution-environment.ts';
import { ProvisionedEnvironments, type ProvisionedState, type ProvisionedTarget } from './provisioned-environments.ts';
import { raceWithLimit } from './race-with-limit.ts';
import { SpareEnvironments } from './spare-environments.ts';
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
  /** Asked before a function gets another environment for an invocation; throws where it cannot have one now. */
  readonly admitStart?: (functionName: string) => void;
  /** How long an environment waits for its next invocation before it is shut down, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** How long a caller waits for an environment at its last steps before it gets another one; a quarter of a second. */
  readonly settlingMs?: number;
  readonly create: (config: FunctionConfig) => ExecutionEnvironment;
}

interface IdleEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly function: FunctionConfig;
  readonly timer: NodeJS.Timeout;
}

/** An environment whose caller has its answer, at its last steps. */
interface SettlingEnvironment {
  readonly function: FunctionConfig;
  /** Takes the environment when it is done, in the name of the next caller. */
  claim?: ((environment: ExecutionEnvironment) => void) | undefined;
}

const SETTLING_MS = 250;

/** The execution environments of all functions: one for each invocation at a time, kept warm for a while. */
export class EnvironmentPool {
  readonly #options: PoolOptions;
  // Two starts a core: a start waits for the disk, too.
  readonly #starts = new StartLimiter(2 * availableParallelism());
  readonly #idle = new Map<string, IdleEnvironment[]>();
  readonly #spares: SpareEnvironments;
  readonly #provisioned: ProvisionedEnvironments;
  readonly #busy = new Set<ExecutionEnvironment>();
  readonly #settling = new Map<ExecutionEnvironment, SettlingEnvironment>();
  readonly #endings = new Set<Promise<void>>();
  /** By version, the revisions in force. */
  #revisions = new Map<string, string>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    const shutDown = (environment: ExecutionEnvironment): void => this.#end(environment.shutdown());
    this.#spares = new SpareEnvironments({ create: options.create, shutDown });
    const start = (environment: ExecutionEnvironment): Promise<InitOutcome> =>
      this.#starts.run(() => environment.init());
    this.#provisioned = new ProvisionedEnvironments({ create: options.create, start, shutDown });
  }

  /** Runs one invocation in an environment that waits, or else in a new one. */
  async invoke(request: PoolRequest): Promise<InvokeResult> {
    const { function: config } = request;
    this.#revisions.set(versionKey(config), config.revision);
    const warm = this.#provisioned.take(config) ?? this.#takeIdle(config) ?? (await this.#takeSettling(config));
    const environment = warm ?? this.#takeCold(config);
    this.#busy.add(environment);
    try {
      this.#checkOpen();
      if (warm === undefined) await this.#starts.run(() => environment.init());
      this.#checkOpen();
      const outcome = await environment.invoke(request, request.receiver);
      this.#settling.set(environment, { function: config });
      if (request.logTail) await environment.settled;
      return { outcome, logTail: request.logTail ? environment.logTail() : Buffer.alloc(0) };
    } finally {
      this.#end(environment.settled.then(() => this.#release(environment, config, warm === undefined)));
    }
  }

  /** Keeps environments of these versions ready, initialised ahead of their invocations. */
  provision(targets: readonly ProvisionedTarget[]): void {
    const marked = targets.map((target) => ({ ...target, function: { ...target.function, provisioned: true } }));
    if (!this.#closed) this.#provisioned.set(marked);
  }

  /** How far that has come for one version. */
  provisionedState(config: FunctionConfig): ProvisionedState {
    return this.#provisioned.state(config);
  }

  /**
   * Gets an environment ready for the next cold start of a function, if there is none yet; what can be done ahead is
   * more than half of it.
   */
  prepare(config: FunctionConfig): void {
    if (!this.#closed) this.#spares.prepare(config);
  }

  /** The functions are now these: environments of others, and of former revisions, are shut down when nothing runs. */
  update(functions: readonly FunctionConfig[]): void {
    this.#revisions = new Map(functions.map((config) => [versionKey(config), config.revision]));
    for (const { environment, function: config } of [...this.#idle.values()].flat()) {
      if (!this.#isInForce(config)) this.#expire(versionKey(config), environment);
    }
    if (!this.#closed) this.#spares.update(new Map(functions.map((config) => [versionKey(config), config])));
  }

  /** Shuts all environments down. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const waiting = [...this.#idle.values()].flat();
    this.#spares.clear();
    this.#provisioned.clear();
    for (const { timer } of waiting) clearTimeout(timer);
    this.#idle.clear();
    await Promise.all([...waiting.map(({ environment }) => environment), ...this.#busy].map((each) => each.shutdown()));
    await Promise.all(this.#endings);
  }

  #takeCold(config: FunctionConfig): ExecutionEnvironment {
    this.#options.admitStart?.(config.name);
    return this.#spares.take(config) ?? this.#options.create(config);
  }

  /** The environment that was used last is the one whose memory is still in the caches. */
  #takeIdle(config: FunctionConfig): ExecutionEnvironment | undefined {
    const waiting = this.#idle.get(versionKey(config)) ?? [];
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      clearTimeout(each.timer);
      if (isSame(each.function, config) && isIdle(each.environment.phase)) return each.environment;
      // Code or configuration is not what it was: the next invocations get fresh environments.
      this.#end(each.environment.shutdown());
    }
    return undefined;
  }

  /**
   * A caller that calls again as soon as it has its answer finds the environment still at its last steps. Waiting a
   * moment for it is quicker than a cold start, and than a freeze with a thaw after it.
   */
  async #takeSettling(config: FunctionConfig): Promise<ExecutionEnvironment | undefined> {
    const found = [...this.#settling].find(([, { function: of, claim }]) => claim === undefined && isSame(of, config));
    if (found === undefined) return undefined;
    const [environment, settling] = found;
    environment.isAwaited = true;
    let claimed: ExecutionEnvironment | undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    settling.claim = (given) => {
      claimed = given;
      resolve();
    };
    await raceWithLimit(this.#options.settlingMs ?? SETTLING_MS, () => undefined, [promise]);
    if (claimed !== undefined) return claimed;
    settling.claim = undefined;
    environment.isAwaited = false;
    return undefined;
  }

  #isInForce(config: FunctionConfig): boolean {
    return this.#revisions.get(versionKey(config)) === config.revision;
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error('the service is shutting down');
  }

  #release(environment: ExecutionEnvironment, config: FunctionConfig, wasCold: boolean): void {
    const { claim } = this.#settling.get(environment) ?? {};
    this.#settling.delete(environment);
    // Another one at the same time as this one would be a cold start again.
    if (wasCold && this.#isInForce(config)) this.prepare(config);
    const isUsable = !this.#closed && isIdle(environment.phase) && this.#isInForce(config);
    if (isUsable && claim !== undefined) {
      claim(environment);
      return;
    }
    this.#busy.delete(environment);
    if (this.#provisioned.giveBack(environment, isUsable)) return;
    if (isUsable) this.#keep(environment, config);
    else this.#end(environment.shutdown());
  }

  #keep(environment: ExecutionEnvironment, config: FunctionConfig): void {
    const waiting = this.#idle.get(versionKey(config)) ?? [];
    this.#idle.set(versionKey(config), waiting);
    const timer = setTimeout(() => this.#expire(versionKey(config), environment), this.#options.idleTimeoutMs);
    waiting.push({ environment, function: config, timer: timer.unref() });
  }

  #expire(key: string, environment: ExecutionEnvironment): void {
    const waiting = this.#idle.get(key) ?? [];
    const rest = waiting.filter((each) => each.environment !== environment);
    this.#idle.set(key, rest);
    for (const { timer } of waiting.filter((each) => !rest.includes(each))) clearTimeout(timer);
    this.#end(environment.shutdown());
  }

  /** Something that goes on after the caller has its answer, and that closing the pool waits for. */
  #end(ending: Promise<void>): void {
    this.#endings.add(ending);
    void ending.finally(() => this.#endings.delete(ending));
  }
}

function isSame(one: FunctionConfig, other: FunctionConfig): boolean {
  return versionKey(one) === versionKey(other) && one.revision === other.revision;
}
