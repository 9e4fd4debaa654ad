import assert from 'node:assert';
import type { ShutdownReason } from '../../runtime/protocol/extensions-api.ts';
import type { Invocation } from '../../runtime/protocol/invocation.ts';
import { RESTORE_LIMIT_MS } from '../../runtime/protocol/quotas.ts';
import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { logSettings } from '../telemetry/log-settings.ts';
import { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { createGround, type EnvironmentGround } from './environment-ground.ts';
import { EnvironmentLog } from './environment-log.ts';
import { failedInit, type InitOutcome, type InvokeOutcome } from './environment-outcomes.ts';
import { changePhase, type EnvironmentPhase } from './environment-phase.ts';
import { Generation } from './generation.ts';
import { initLimitMs, runInit } from './init-phase.ts';
import { InvocationRun } from './invocation-run.ts';
import { logStreamName } from './log-stream-name.ts';
import type { Platform } from './platform.ts';
import { raceWithLimit } from './race-with-limit.ts';
import { restoreError } from './restore-error.ts';
import { runRestore } from './restore-phase.ts';

/** What an execution environment is made for. */
export interface EnvironmentConfig {
  readonly function: FunctionConfig;
  /** Absolute path of the runtime's own bootstrap, for functions and layers that bring none. */
  readonly bootstrap: string;
  readonly platform: Platform;
  /** Whether its processes stand still between invocations. */
  readonly freeze: boolean;
  /** How long a restore may take with SnapStart, hooks included; 10 seconds unless told otherwise. */
  readonly restoreLimitMs?: number;
  /** Takes each line of the function's log, as it comes; a promise holds back whoever writes to it. */
  readonly onLogLine: (line: string) => unknown;
}

/** An invocation before it has its deadline, which counts from when it is delivered. */
export type InvocationRequest = Omit<Invocation, 'deadlineMs'>;

const LAST_STEPS_MS = 500;

/**
 * One sandbox with one runtime and its extensions: init once, invoke one event at a time, shut down. After a crash or a
 * timeout its processes are gone but its `/tmp` stays, and the next invocation begins with another init.
 */
export class ExecutionEnvironment {
  readonly #config: EnvironmentConfig;
  readonly #bus = new TelemetryBus();
  readonly #log: EnvironmentLog;
  /** The name of its log stream, which tells it apart from all others. */
  readonly logStream: string;
  readonly #listeners: ((phase: EnvironmentPhase | 'frozen') => void)[] = [];
  /** Whether the next invocation waits already: then there is nothing to freeze the environment for. */
  isAwaited = false;
  #phase: EnvironmentPhase = 'initializing';
  #prepared: Promise<void> | undefined;
  #ground: EnvironmentGround | undefined;
  #generation: Generation | undefined;
  #initMs: number | undefined;
  #frozen = false;
  #settled: Promise<void> = Promise.resolve();
  #ended: Promise<void> | undefined;

  constructor(config: EnvironmentConfig) {
    this.#config = config;
    this.logStream = logStreamName(new Date(), config.function.version);
    this.#log = new EnvironmentLog(logSettings(config.function), this.#bus, config.onLogLine);
  }

  get phase(): EnvironmentPhase {
    return this.#phase;
  }

  /** What happens in the environment, for listeners and subscribers. */
  get telemetry(): TelemetryBus {
    return this.#bus;
  }

  /** Adds a listener for each phase that it comes to, and for each time that it is frozen. */
  onPhase(listener: (phase: EnvironmentPhase | 'frozen') => void): void {
    this.#listeners.push(listener);
    listener(this.#phase);
  }

  /** The last 4 KB of the last invocation's log. */
  logTail(): Buffer {
    return this.#log.tail();
  }

  /**
   * Does ahead of a cold start what takes time and runs nothing of the function: folders, limits, the sandbox, the
   * APIs. Without it, `init` does that.
   */
  prepare(): Promise<void> {
    this.#prepared ??= this.#prepare();
    return this.#prepared;
  }

  /** Whether a start would be one with the function's code as it is now; only known of an environment that is prepared. */
  showsPresentCode(): boolean {
    return this.#ground?.showsPresentCode() ?? false;
  }

  /** Starts the processes and waits until all of them wait. After any other outcome, the next invocation tries again. */
  async init(): Promise<InitOutcome> {
    await this.prepare();
    const outcome = await this.#initialise('init', initLimitMs(this.#config.function));
    // What stands for its snapshot.
    if (this.#generation?.session.awaitsRestore) await this.#freeze();
    if (this.#phase !== 'initializing') return outcome;
    if (outcome.state === 'ready') this.#initMs = outcome.initMs;
    this.#moveTo(outcome.state === 'ready' ? 'ready' : 'reset');
    return outcome;
  }

  /**
   * Gives one event to the function and waits for its answer. The environment may still be at work then: see `settled`.
   *
   * @param receiver takes a streamed response as it comes; without it, such a response is collected
   * @throws ServiceError SnapStartException or SnapStartTimeoutException when the runtime could not be restored for it;
   *   the environment is `discarded` then
   */
  async invoke(request: InvocationRequest, receiver?: StreamReceiver): Promise<InvokeOutcome> {
    this.#moveTo('invoking');
    this.isAwaited = false;
    // What nobody reads must not become more with each invocation.
    await this.#bus.held;
    const { function: config } = this.#config;
    const run = new InvocationRun(config, this.#bus, { ...request, deadlineMs: Date.now() + config.timeoutMs });
    this.#log.begin(request);
    await this.#thaw();
    const init = this.#generation === undefined ? await this.#initialise('invoke', config.timeoutMs) : undefined;
    const outcome =
      init === undefined || init.state === 'ready'
        ? await run.deliver(await this.#restored(run), receiver)
        : run.fail(failedInit(init, request.requestId, config.timeoutMs));
    this.#settled = this.#settle(run);
    return outcome;
  }

  /** Resolves when the invocation is over for runtime and extensions, its log complete, and the environment frozen. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Stands still until the first invocation, where that may be long in coming. */
  async rest(): Promise<void> {
    if (this.#phase === 'ready') await this.#freeze();
  }

  /** Ends the processes and frees everything. */
  shutdown(reason: ShutdownReason = 'spindown'): Promise<void> {
    this.#ended ??= this.#end(reason);
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #prepare(): Promise<void> {
    const { function: config, bootstrap, platform } = this.#config;
    this.#ground = await createGround(platform, config, bootstrap);
    this.#generation = await this.#newGeneration(this.#ground);
  }

  #newGeneration(ground: EnvironmentGround): Promise<Generation> {
    return Generation.prepare({
      config: this.#config.function,
      ground,
      bus: this.#bus,
      logStream: this.logStream,
      onLine: (source, line) => this.#log.record(source, line),
    });
  }

  async #initialise(phase: 'init' | 'invoke', limitMs: number): Promise<InitOutcome> {
    const ground = this.#ground;
    assert(ground !== undefined, 'an environment is initialised before it is invoked');
    const generation = this.#generation ?? (await this.#newGeneration(ground));
    this.#generation = generation;
    const { function: config } = this.#config;
    const setting = { config, ground, bus: this.#bus, logStream: this.logStream, phase, limitMs };
    const outcome = await runInit(generation, setting);
    if (outcome.state !== 'ready') await this.#reset(outcome.state === 'timed-out' ? 'timeout' : 'failure');
    return outcome;
  }

  /** A runtime that has asked for it is restored first; one that never asks goes on as always. */
  async #restored(run: InvocationRun): Promise<Generation> {
    const generation = this.#generation;
    assert(generation !== undefined, 'init comes before invoke');
    if (!generation.session.awaitsRestore) return generation;
    const { function: config, restoreLimitMs: limitMs = RESTORE_LIMIT_MS } = this.#config;
    const outcome = await runRestore(generation, { config, bus: this.#bus, logStream: this.logStream, limitMs });
    if (outcome.state !== 'restored') {
      this.#settled = this.#discard(outcome.state === 'timed-out' ? 'timeout' : 'failure');
      throw restoreError(outcome, limitMs);
    }
    run.restored(outcome.restoreMs);
    return generation;
  }

  /** What follows an answer: the runtime and the extensions finish, or are ended; the report; the freeze. */
  async #settle(run: InvocationRun): Promise<void> {
    const allAreIdle = await run.finish();
    const peak = this.#generation && this.#ground?.group.peakMemoryBytes(this.#generation.pids);
    if (!allAreIdle) await this.#reset(run.resetReason);
    run.report(peak, this.#initMs);
    this.#initMs = undefined;
    if (allAreIdle) await this.#freeze();
    // Someone may have shut the environment down in the meantime.
    if (this.#phase === 'invoking') this.#moveTo(allAreIdle ? 'ready' : 'reset');
  }

  async #freeze(): Promise<void> {
    const generation = this.#generation;
    if (!this.#config.freeze || this.isAwaited || generation === undefined) return;
    await this.#ground?.group.freeze(generation.leaders);
    this.#frozen = true;
    for (const listener of this.#listeners) listener('frozen');
  }

  async #thaw(): Promise<void> {
    if (!this.#frozen) return;
    this.#frozen = false;
    await this.#ground?.group.thaw(this.#generation?.leaders ?? []);
  }

  async #reset(reason: ShutdownReason): Promise<void> {
    await this.#thaw();
    const generation = this.#generation;
    this.#generation = undefined;
    this.#ground?.group.setCpu(undefined);
    await generation?.stop(reason);
  }

  async #discard(reason: ShutdownReason): Promise<void> {
    await this.#reset(reason);
    if (this.#phase === 'invoking') this.#moveTo('discarded');
  }

  async #end(reason: ShutdownReason): Promise<void> {
    // The report of an invocation that has its answer is to reach the log, and the extensions.
    await raceWithLimit<unknown>(LAST_STEPS_MS, () => undefined, [this.#settled]);
    this.#moveTo('shutting-down');
    // A preparation that failed has been told to whoever waited for it.
    await this.#prepared?.catch(() => {});
    await this.#reset(reason);
    await this.#bus[Symbol.asyncDispose]();
    await this.#ground?.[Symbol.asyncDispose]();
    this.#moveTo('stopped');
  }

  #moveTo(phase: EnvironmentPhase): void {
    this.#phase = changePhase(this.#phase, phase);
    for (const listener of this.#listeners) listener(phase);
  }
}
