import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inOneLine } from '../../service/processes/one-line.ts';
import { BenchError } from '../bench-error.ts';
import type { ServicePlan } from './service-plan.ts';

const PROGRAM = fileURLToPath(new URL('service-program.ts', import.meta.url));
// One connection for each environment of the largest measurement.
const MAX_CONNECTIONS = 256;

/** One answered invocation. */
export interface Invoked {
  /** Milliseconds from the call to the parsed answer. */
  readonly tookMs: number;
  /** JSON text. */
  readonly payload: string;
}

/** A local Lambda service in a process of its own, and the real SDK client for it. */
export class RunningService implements AsyncDisposable {
  readonly endpoint: string;
  readonly #child: ChildProcess;
  readonly client: LambdaClient;

  private constructor(child: ChildProcess, endpoint: string) {
    this.#child = child;
    this.endpoint = endpoint;
    this.client = new LambdaClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 1,
      requestHandler: { httpAgent: { maxSockets: MAX_CONNECTIONS } },
    });
  }

  /** Starts a service. Throws BenchError when it ends before it listens. */
  static async start(plan: ServicePlan): Promise<RunningService> {
    const child = fork(PROGRAM, [JSON.stringify(plan)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = once(child, 'exit').then(() => {
      throw new BenchError(`the service has ended: ${inOneLine(said) || 'it said nothing'}`);
    });
    const [endpoint] = await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => {});
    return new RunningService(child, String(endpoint));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Invokes a function through the SDK. Throws BenchError when the function has failed. */
  async invoke(functionName: string, event: string): Promise<Invoked> {
    const started = performance.now();
    const command = new InvokeCommand({ FunctionName: functionName, Payload: event });
    const { FunctionError, Payload } = await this.client.send(command);
    const tookMs = performance.now() - started;
    const payload = Payload?.transformToString() ?? '';
    if (FunctionError !== undefined) throw new BenchError(`${functionName}: ${inOneLine(payload)}`);
    return { tookMs, payload };
  }

  /** Ends the service with all its environments. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
