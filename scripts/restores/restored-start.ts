import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A function that answers two events, and how it is started. */
export interface RestoredFunction {
  /** Absolute path of the bootstrap, or a program that starts it with these words before. */
  readonly command: readonly [string, ...string[]];
  readonly taskRoot: string;
  readonly memoryMb: number;
}

/** What became of one start: both answers, or why there are none. */
export type StartEnd = { readonly answers: readonly string[] } | { readonly fault: string };

const LIMIT_MS = 60_000;
const EVENTS = ['{"n":1}', '{"n":2}'];

/** A Runtime API that serves one start after the other. */
export class RestoreSlot implements AsyncDisposable {
  readonly #server: Server;
  #answers: string[] = [];
  #waiting: string[] = [];
  #done: () => void = () => {};

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.once('end', () => {
        if (request.method === 'GET') return this.#next(response);
        this.#answers.push(`${request.url?.split('/').at(-1)} ${Buffer.concat(chunks)}`);
        response.writeHead(202).end('{"status":"OK"}');
      });
    });
  }

  #next(response: ServerResponse): void {
    const event = this.#waiting.shift();
    if (event === undefined) this.#done();
    else response.writeHead(200, headers()).end(event);
  }

  static async open(): Promise<RestoreSlot> {
    const slot = new RestoreSlot();
    slot.#server.listen(0, '127.0.0.1');
    await once(slot.#server, 'listening');
    return slot;
  }

  /** Starts the function, and ends it when it asks for an event that is not there. */
  async start({ command, taskRoot, memoryMb }: RestoredFunction): Promise<StartEnd> {
    this.#answers = [];
    this.#waiting = [...EVENTS];
    const idle = new Promise<'idle'>((resolve) => {
      this.#done = () => resolve('idle');
    });
    const [program, ...args] = command;
    const { port } = this.#server.address() as AddressInfo;
    const env = variables(`127.0.0.1:${port}`, taskRoot, memoryMb);
    const child = spawn(program, args, { cwd: taskRoot, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const ended = once(child, 'close').then(([code, signal]) => `ended with ${signal ?? code}`);
    const timer = setTimeout(() => child.kill('SIGABRT'), LIMIT_MS);
    const end = await Promise.race([idle, ended]);
    clearTimeout(timer);
    if (child.pid !== undefined && end === 'idle') process.kill(-child.pid, 'SIGKILL');
    await ended;
    this.#server.closeAllConnections();
    if (end !== 'idle') return { fault: `${end}: ${output.trim() || this.#answers.join(' ')}` };
    return output === '' ? { answers: this.#answers } : { fault: output.trim() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function headers(): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': '00000000-0000-4000-8000-000000000000',
    'lambda-runtime-deadline-ms': String(Date.now() + LIMIT_MS),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:000000000000:function:restored',
  };
}

function variables(api: string, taskRoot: string, memoryMb: number): Record<string, string> {
  return {
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_RUNTIME_API: api,
    LAMBDA_TASK_ROOT: taskRoot,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    _HANDLER: 'index.handler',
  };
}
