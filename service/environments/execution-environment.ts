import assert from 'node:assert';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Invocation } from '../../runtime/protocol/invocation.ts';
import { INIT_LIMIT_MS } from '../../runtime/protocol/quotas.ts';
import { EnvironmentApiServer } from '../environment-api/environment-api-server.ts';
import { extensionsApiRoutes } from '../environment-api/extensions-api-routes.ts';
import type { InvocationAnswer, StreamReceiver } from '../environment-api/invocation-answer.ts';
import { runtimeApiRoutes } from '../environment-api/runtime-api-routes.ts';
import { RuntimeSession } from '../environment-api/runtime-session.ts';
import { ExtensionRegistry } from '../extensions/extension-registry.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { crashError, type InitOutcome, type InvokeOutcome, timeoutError } from './environment-outcomes.ts';
import { changePhase, type EnvironmentPhase } from './environment-phase.ts';
import { environmentVariables, FUNCTION_VERSION } from './environment-variables.ts';
import type { ProcessExit } from './process-exit.ts';
import { raceWithLimit } from './race-with-limit.ts';
import { type RuntimeLaunch, RuntimeProcess } from './runtime-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** What an execution environment is made for. */
export interface EnvironmentConfig {
  readonly function: FunctionConfig;
  /** Absolute path of the program that Lambda starts. */
  readonly bootstrap: string;
  /** Takes each line that the function logs, as it comes. */
  readonly onLogLine: (line: string) => void;
}

// Lambda's grace with internal extensions only; with none there is no SIGTERM at all.
const SHUTDOWN_GRACE_MS = 500;
// A connection that breaks is mostly the first sign of a process that dies.
const CRASH_NOTICE_MS = 200;

/** One sandbox with one runtime process: init once, invoke one event at a time, shut down. */
export class ExecutionEnvironment {
  readonly #config: EnvironmentConfig;
  readonly #session = new RuntimeSession();
  readonly #extensions = new ExtensionRegistry();
  #phase: EnvironmentPhase = 'initializing';
  #server: EnvironmentApiServer | undefined;
  #process: RuntimeProcess | undefined;
  #temporaryFolder: TemporaryFolder | undefined;
  #settled: Promise<void> = Promise.resolve();
  #ended: Promise<void> | undefined;

  constructor(config: EnvironmentConfig) {
    this.#config = config;
  }

  get phase(): EnvironmentPhase {
    return this.#phase;
  }

  /** Starts the runtime and waits until it asks for its first invocation. Any other outcome stops the environment. */
  async init(): Promise<InitOutcome> {
    assert(this.#process === undefined, 'an environment is initialised once');
    const launch = await this.#prepare();
    const started = performance.now();
    this.#process = new RuntimeProcess(launch);
    const outcome = await raceWithLimit<InitOutcome>(INIT_LIMIT_MS, () => ({ state: 'timed-out' }), [
      this.#idle().then(() => ({ state: 'ready', initMs: performance.now() - started })),
      this.#process.exited.then((exit) => this.#initCrash(exit)),
    ]);
    if (outcome.state !== 'ready') await this.shutdown();
    else this.#moveTo('ready');
    this.#extensions.close();
    return outcome;
  }

  /**
   * Gives one event to the runtime, which must be ready, and waits for its answer. The runtime may still be at work
   * then: see `settled`. After a timeout or a crash the environment is stopped.
   *
   * @param receiver takes a streamed response as it comes; without it, such a response is collected
   */
  async invoke(invocation: Invocation, receiver?: StreamReceiver): Promise<InvokeOutcome> {
    const runtime = this.#process;
    assert(runtime !== undefined, 'init comes before invoke');
    this.#moveTo('invoking');
    const { requestId, deadlineMs } = invocation;
    this.#extensions.deliverInvoke(invokeEvent(invocation));
    const outcome = await raceWithLimit<InvokeOutcome>(deadlineMs - Date.now(), () => this.#timedOut(requestId), [
      this.#session.deliver(invocation, receiver).then((answer) => this.#outcomeOf(answer)),
      runtime.exited.then((exit) => ({ state: 'crashed', exit, error: crashError(requestId, exit) })),
    ]);
    if (outcome.state === 'timed-out' || outcome.state === 'crashed') await this.shutdown();
    else this.#settled = this.#settle(runtime, deadlineMs);
    return outcome;
  }

  /**
   * Resolves when the invocation is over for runtime and extensions, and its log lines have been read. The phase is
   * `ready` then, or else `stopped`.
   */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Ends the process and frees everything. With an extension, SIGTERM comes first and leaves some time. */
  shutdown(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #prepare(): Promise<RuntimeLaunch> {
    const { function: config, bootstrap, onLogLine } = this.#config;
    const { name: functionName, handler } = config;
    this.#server = await EnvironmentApiServer.start([
      ...runtimeApiRoutes(this.#session),
      ...extensionsApiRoutes(this.#extensions, { functionName, functionVersion: FUNCTION_VERSION, handler }),
    ]);
    this.#temporaryFolder = await TemporaryFolder.create();
    const place = {
      runtimeApi: this.#server.address,
      temporaryFolder: this.#temporaryFolder.path,
      logStream: logStreamName(new Date()),
    };
    const variables = environmentVariables(config, place, process.env);
    return { bootstrap, taskRoot: config.taskRoot, variables, onLine: onLogLine };
  }

  /** Resolves when the runtime and all extensions wait. An extension registers before the runtime's first `next`. */
  async #idle(): Promise<void> {
    await this.#session.ready;
    await this.#extensions.ready();
  }

  #initCrash(exit: ProcessExit): InitOutcome {
    const error = this.#session.initError;
    return error === undefined ? { state: 'crashed', exit } : { state: 'failed', error };
  }

  async #outcomeOf(answer: InvocationAnswer): Promise<InvokeOutcome> {
    if (answer.state !== 'truncated') return answer;
    await delay(CRASH_NOTICE_MS);
    return { state: 'function-error', error: answer.error };
  }

  #timedOut(requestId: string): InvokeOutcome {
    return { state: 'timed-out', error: timeoutError(requestId, this.#config.function.timeoutMs) };
  }

  async #settle(runtime: RuntimeProcess, deadlineMs: number): Promise<void> {
    const end = await raceWithLimit<'idle' | 'overdue' | 'exited'>(deadlineMs - Date.now(), () => 'overdue', [
      this.#idle().then(() => 'idle'),
      runtime.exited.then(() => 'exited'),
    ]);
    await runtime.readOutput();
    if (this.#phase !== 'invoking') return;
    if (end === 'idle') this.#moveTo('ready');
    else await this.shutdown();
  }

  async #end(): Promise<void> {
    this.#moveTo('shutting-down');
    await this.#process?.stop(this.#extensions.size > 0 ? SHUTDOWN_GRACE_MS : 0);
    await this.#server?.[Symbol.asyncDispose]();
    await this.#temporaryFolder?.[Symbol.asyncDispose]();
    this.#moveTo('stopped');
  }

  #moveTo(phase: EnvironmentPhase): void {
    this.#phase = changePhase(this.#phase, phase);
  }
}

/** `2026/01/31/[$LATEST]` and 32 hexadecimal digits. */
function logStreamName(now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${FUNCTION_VERSION}]${randomBytes(16).toString('hex')}`;
}

function invokeEvent({ requestId, deadlineMs, functionArn, traceId }: Invocation): object {
  const tracing = traceId === undefined ? undefined : { type: 'X-Amzn-Trace-Id', value: traceId };
  return { eventType: 'INVOKE', deadlineMs, requestId, invokedFunctionArn: functionArn, tracing };
}
