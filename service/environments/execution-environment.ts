import assert from 'node:assert';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ShutdownReason } from '../../runtime/protocol/extensions-api.ts';
import type { Invocation } from '../../runtime/protocol/invocation.ts';
import { INIT_LIMIT_MS } from '../../runtime/protocol/quotas.ts';
import type { InvocationAnswer, StreamReceiver } from '../environment-api/invocation-answer.ts';
import { invokeEvent } from '../extensions/lifecycle-events.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { TelemetryBus } from '../telemetry/telemetry-bus.ts';
import { createGround, type EnvironmentGround } from './environment-ground.ts';
import { EnvironmentLog } from './environment-log.ts';
import {
  crashError,
  extensionError,
  failedInit,
  type InitOutcome,
  type InvokeOutcome,
  timeoutError,
} from './environment-outcomes.ts';
import { changePhase, type EnvironmentPhase } from './environment-phase.ts';
import { FUNCTION_VERSION } from './environment-variables.ts';
import { Generation } from './generation.ts';
import { reportInitEnd, reportInitStart } from './init-telemetry.ts';
import { InvocationRecord } from './invocation-record.ts';
import type { Platform } from './platform.ts';
import { raceWithLimit } from './race-with-limit.ts';

/** What an execution environment is made for. */
export interface EnvironmentConfig {
  readonly function: FunctionConfig;
  /** Absolute path of the runtime's own bootstrap, for functions and layers that bring none. */
  readonly bootstrap: string;
  readonly platform: Platform;
  /** Whether its processes stand still between invocations. */
  readonly freeze: boolean;
  /** Takes each line of the function's log, as it comes. */
  readonly onLogLine: (line: string) => void;
}

/** An invocation before it has its deadline, which counts from when it is delivered. */
export type InvocationRequest = Omit<Invocation, 'deadlineMs'>;

const NO_BOOTSTRAP: InitOutcome = {
  state: 'crashed',
  exit: { kind: 'not-started', reason: '/var/task/bootstrap /opt/bootstrap /var/runtime/bootstrap' },
};
const INIT_VCPUS = 2;
const MEGABYTES_PER_VCPU = 1769;
const LAST_STEPS_MS = 500;
// A connection that breaks is mostly the first sign of a process that dies.
const CRASH_NOTICE_MS = 200;

/**
 * One sandbox with one runtime and its extensions: init once, invoke one event at a time, shut down. After a crash or a
 * timeout its processes are gone but its `/tmp` stays, and the next invocation begins with another init.
 */
export class ExecutionEnvironment {
  readonly #config: EnvironmentConfig;
  readonly #bus = new TelemetryBus();
  readonly #log: EnvironmentLog;
  readonly #logStream = logStreamName(new Date());
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
    this.#log = new EnvironmentLog(config.function.logFormat, this.#bus, config.onLogLine);
  }

  get phase(): EnvironmentPhase {
    return this.#phase;
  }

  /** What happens in the environment, for listeners and subscribers. */
  get telemetry(): TelemetryBus {
    return this.#bus;
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

  /** Starts the processes and waits until all of them wait. After any other outcome, the next invocation tries again. */
  async init(): Promise<InitOutcome> {
    await this.prepare();
    const outcome = await this.#initialise('init', INIT_LIMIT_MS);
    if (this.#phase !== 'initializing') return outcome;
    if (outcome.state === 'ready') this.#initMs = outcome.initMs;
    this.#moveTo(outcome.state === 'ready' ? 'ready' : 'reset');
    return outcome;
  }

  /**
   * Gives one event to the function and waits for its answer. The environment may still be at work then: see `settled`.
   *
   * @param receiver takes a streamed response as it comes; without it, such a response is collected
   */
  async invoke(request: InvocationRequest, receiver?: StreamReceiver): Promise<InvokeOutcome> {
    this.#moveTo('invoking');
    const { timeoutMs } = this.#config.function;
    const invocation = { ...request, deadlineMs: Date.now() + timeoutMs };
    const record = new InvocationRecord(this.#bus, invocation);
    this.#log.begin(invocation);
    await this.#thaw();
    const init = this.#generation === undefined ? await this.#initialise('invoke', timeoutMs) : undefined;
    record.start();
    const outcome =
      init === undefined || init.state === 'ready'
        ? await this.#deliver(invocation, receiver)
        : failedInit(init, invocation.requestId, timeoutMs);
    record.answered(outcome);
    this.#settled = this.#settle(invocation, record, outcome);
    return outcome;
  }

  /** Resolves when the invocation is over for runtime and extensions, its log complete, and the environment frozen. */
  get settled(): Promise<void> {
    return this.#settled;
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
      logStream: this.#logStream,
      onLine: (source, line) => this.#log.record(source, line),
    });
  }

  async #initialise(phase: 'init' | 'invoke', limitMs: number): Promise<InitOutcome> {
    const ground = this.#ground;
    assert(ground !== undefined, 'an environment is initialised before it is invoked');
    const { function: config } = this.#config;
    const generation = this.#generation ?? (await this.#newGeneration(ground));
    this.#generation = generation;
    ground.group.setCpu(INIT_VCPUS);
    await this.#bus.openSubscriptions();
    reportInitStart(this.#bus, config, this.#logStream, phase);
    const started = performance.now();
    const outcome = ground.bootstrap === undefined ? NO_BOOTSTRAP : await this.#awaitInit(generation, limitMs, started);
    this.#bus.closeSubscriptions();
    generation.extensions.close();
    reportInitEnd(this.#bus, generation, outcome, phase, performance.now() - started);
    ground.group.setCpu(config.memoryMb / MEGABYTES_PER_VCPU);
    if (outcome.state !== 'ready') await this.#reset(outcome.state === 'timed-out' ? 'timeout' : 'failure');
    return outcome;
  }

  async #awaitInit(generation: Generation, limitMs: number, started: number): Promise<InitOutcome> {
    await generation.start();
    return raceWithLimit<InitOutcome>(limitMs, () => ({ state: 'timed-out' }), [
      generation.idle().then(() => ({ state: 'ready', initMs: performance.now() - started })),
      generation.exited.then((exit) => {
        const { initError } = generation.session;
        return initError === undefined ? { state: 'crashed', exit } : { state: 'failed', error: initError };
      }),
      generation.extensions.fatal.then((fault) => ({ state: 'extension-fault', fault })),
    ]);
  }

  async #deliver(invocation: Invocation, receiver: StreamReceiver | undefined): Promise<InvokeOutcome> {
    const generation = this.#generation;
    assert(generation !== undefined, 'init comes before invoke');
    const { requestId, deadlineMs } = invocation;
    const { timeoutMs } = this.#config.function;
    generation.extensions.deliverInvoke(invokeEvent(invocation));
    const timedOut = (): InvokeOutcome => ({ state: 'timed-out', error: timeoutError(requestId, timeoutMs) });
    return raceWithLimit<InvokeOutcome>(deadlineMs - Date.now(), timedOut, [
      generation.session.deliver(invocation, receiver).then(outcomeOf),
      generation.exited.then((exit) => ({ state: 'crashed', error: crashError(requestId, exit) })),
      generation.extensions.fatal.then((fault) => ({ state: 'crashed', error: extensionError(requestId, fault) })),
    ]);
  }

  /** What follows an answer: the runtime and the extensions finish, or are ended; the report; the freeze. */
  async #settle({ deadlineMs }: Invocation, record: InvocationRecord, outcome: InvokeOutcome): Promise<void> {
    const generation = this.#generation;
    const answered = outcome.state === 'succeeded' || outcome.state === 'function-error';
    const runtimeIsIdle = answered && (await this.#waits(deadlineMs, generation?.session.ready));
    await generation?.readOutput();
    record.runtimeDone(generation?.session.answerBeganMs);
    const allAreIdle = runtimeIsIdle && (await this.#waits(deadlineMs, generation?.extensions.ready()));
    const peak = generation && this.#ground?.group.peakMemoryBytes(generation.pids);
    if (!allAreIdle) await this.#reset(outcome.state === 'timed-out' ? 'timeout' : 'failure');
    record.report(this.#config.function, peak, this.#initMs);
    this.#initMs = undefined;
    if (allAreIdle) await this.#freeze();
    // Someone may have shut the environment down in the meantime.
    if (this.#phase === 'invoking') this.#moveTo(allAreIdle ? 'ready' : 'reset');
  }

  #waits(deadlineMs: number, idle: Promise<void> | undefined): Promise<boolean> {
    const generation = this.#generation;
    if (generation === undefined || idle === undefined) return Promise.resolve(false);
    return raceWithLimit<boolean>(deadlineMs - Date.now(), () => false, [
      idle.then(() => true),
      generation.exited.then(() => false),
      generation.extensions.fatal.then(() => false),
    ]);
  }

  async #freeze(): Promise<void> {
    const generation = this.#generation;
    if (!this.#config.freeze || generation === undefined) return;
    await this.#ground?.group.freeze(generation.leaders);
    this.#frozen = true;
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
  }
}

async function outcomeOf(answer: InvocationAnswer): Promise<InvokeOutcome> {
  if (answer.state !== 'truncated') return answer;
  await delay(CRASH_NOTICE_MS);
  return { state: 'function-error', error: answer.error };
}

/** `2026/01/31/[$LATEST]` and 32 hexadecimal digits. */
function logStreamName(now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${FUNCTION_VERSION}]${randomBytes(16).toString('hex')}`;
}
