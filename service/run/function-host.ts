import { randomBytes, randomUUID } from 'node:crypto';
import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import type { InitOutcome, InvokeOutcome } from '../environments/environment-outcomes.ts';
import { ExecutionEnvironment, type InvocationRequest } from '../environments/execution-environment.ts';
import { BARE_PLATFORM } from '../environments/platform.ts';
import { functionArn } from '../functions/function-arn.ts';
import type { FunctionConfig } from '../functions/function-config.ts';

/** What is to be run. */
export interface FunctionHostConfig {
  readonly function: FunctionConfig;
  /** Absolute path of the program that Lambda would start. */
  readonly bootstrap: string;
  /** Takes each line that the function itself writes. */
  readonly onLogLine: (line: string) => void;
}

/** One function with one execution environment, replaced by a new one when it has ended: as Lambda does it. */
export class FunctionHost {
  readonly #config: FunctionHostConfig;
  #environment: ExecutionEnvironment | undefined;

  constructor(config: FunctionHostConfig) {
    this.#config = config;
  }

  /** Whether the next invocation finds an environment that waits for it. */
  get isWarm(): boolean {
    return this.#environment?.phase === 'ready';
  }

  /** Starts a new environment. */
  async init(): Promise<InitOutcome> {
    await this.#environment?.shutdown();
    const { onLogLine, ...config } = this.#config;
    this.#environment = new ExecutionEnvironment({
      ...config,
      platform: BARE_PLATFORM,
      freeze: false,
      onLogLine: () => {},
    });
    this.#environment.telemetry.on((event) => {
      if (event.type === 'function' || event.type === 'extension') onLogLine(String(event.record));
    });
    return this.#environment.init();
  }

  /** Sends one event to the environment and waits until it is ready again, or has ended. */
  async invoke(payload: Buffer, receiver: StreamReceiver): Promise<{ outcome: InvokeOutcome; invokeMs: number }> {
    const environment = this.#environment;
    if (environment === undefined) throw new Error('init comes before invoke');
    const started = performance.now();
    const outcome = await environment.invoke(this.#invocation(payload), receiver);
    const invokeMs = performance.now() - started;
    await environment.settled;
    return { outcome, invokeMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#environment?.shutdown();
  }

  #invocation(payload: Buffer): InvocationRequest {
    const { name } = this.#config.function;
    return {
      requestId: randomUUID(),
      functionArn: functionArn(name),
      traceId: newTraceId(),
      payload,
    };
  }
}

/** A trace of its own that nobody samples; the root holds the time in seconds. */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
