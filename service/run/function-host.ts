import { randomUUID } from 'node:crypto';
import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import type { InitOutcome, InvokeOutcome } from '../environments/environment-outcomes.ts';
import { ExecutionEnvironment, type InvocationRequest } from '../environments/execution-environment.ts';
import type { Platform } from '../environments/platform.ts';
import { traceHeader } from '../environments/trace-header.ts';
import { functionArn } from '../functions/function-arn.ts';
import type { FunctionConfig } from '../functions/function-config.ts';

/** What is to be run. */
export interface FunctionHostConfig {
  readonly function: FunctionConfig;
  /** Absolute path of the program that Lambda would start. */
  readonly bootstrap: string;
  readonly platform: Platform;
  /** Takes each line that the function itself writes; a promise holds it back. */
  readonly onLogLine: (line: string) => unknown;
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
      // The next invocation comes at once.
      freeze: false,
      onLogLine: () => {},
    });
    this.#environment.telemetry.on(({ type, record }) =>
      type === 'function' || type === 'extension' ? onLogLine(String(record)) : undefined,
    );
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
      traceId: traceHeader(),
      payload,
    };
  }
}
