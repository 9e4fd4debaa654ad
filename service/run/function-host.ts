import { randomBytes, randomUUID } from 'node:crypto';
import type { Invocation } from '../../runtime/protocol/invocation.ts';
import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import type { InitOutcome, InvokeOutcome } from '../environments/environment-outcomes.ts';
import { regionOf } from '../environments/environment-variables.ts';
import { type EnvironmentConfig, ExecutionEnvironment } from '../environments/execution-environment.ts';

// The account of AWS's own examples.
const ACCOUNT_ID = '123456789012';

/** One function with one execution environment, replaced by a new one when it has ended: as Lambda does it. */
export class FunctionHost {
  readonly #config: EnvironmentConfig;
  #environment: ExecutionEnvironment | undefined;

  constructor(config: EnvironmentConfig) {
    this.#config = config;
  }

  /** Whether the next invocation finds an environment that waits for it. */
  get isWarm(): boolean {
    return this.#environment?.phase === 'ready';
  }

  /** Starts a new environment. */
  async init(): Promise<InitOutcome> {
    await this.#environment?.shutdown();
    this.#environment = new ExecutionEnvironment(this.#config);
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

  #invocation(payload: Buffer): Invocation {
    const { name, timeoutMs } = this.#config.function;
    return {
      requestId: randomUUID(),
      deadlineMs: Date.now() + timeoutMs,
      functionArn: `arn:aws:lambda:${regionOf(process.env)}:${ACCOUNT_ID}:function:${name}`,
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
