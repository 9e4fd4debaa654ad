import { createServer, type Server, type Socket } from 'node:net';
import type { ErrorResponse } from '../../runtime/protocol/error-response.ts';
import { EXTENSIONS_API } from '../../runtime/protocol/extensions-api.ts';
import { ERROR_TRAILERS } from '../../runtime/protocol/response-streaming.ts';
import { RUNTIME_API } from '../../runtime/protocol/runtime-api.ts';
import { inOneLine } from '../../service/processes/one-line.ts';
import { BenchError } from '../bench-error.ts';
import { type Arrival, readRequests } from './request-stream.ts';
import { ACCEPTED, eventAnswer, NOT_FOUND, REGISTERED, requestIdOf } from './runtime-api-answers.ts';

/** One invocation on the recorder's clock, in milliseconds. */
export interface Exchange {
  /** Just before the event was sent. */
  readonly sentMs: number;
  /** The last bytes of the response were here. */
  readonly respondedMs: number;
  /** The first bytes of the following GET next were here. */
  readonly nextMs: number;
  readonly response: Buffer;
}

/**
 * The Runtime API for one process, as thin as it can be: raw sockets, the clock read first thing when bytes arrive.
 * The process asks for an event, `invoke` answers it. When anything goes wrong, whoever waits is told.
 */
export class RuntimeApiRecorder implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #now: () => number;
  #parked: Socket | undefined;
  /** Extensions that have registered and not asked for an event yet: the init phase waits for them too. */
  #busyExtensions = 0;
  #ready: PromiseWithResolvers<number> = newSignal();
  #failure: Error | undefined;
  #invocations = 0;
  #response: Arrival | undefined;

  private constructor(server: Server, now: () => number) {
    this.#server = server;
    this.#now = now;
    server.on('connection', (socket) => this.#serve(socket));
  }

  /** Listens on a free port of the loopback interface. The clock counts milliseconds. */
  static async start(now: () => number = () => performance.now()): Promise<RuntimeApiRecorder> {
    const server = createServer({ noDelay: true });
    const listening = new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    await listening;
    return new RuntimeApiRecorder(server, now);
  }

  /** What AWS_LAMBDA_RUNTIME_API says. */
  get address(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
  }

  /** Waits until the process has asked for an event; gives the time at which the first bytes of that were here. */
  ready(): Promise<number> {
    return this.#ready.promise;
  }

  /** Answers the parked GET next with an event, and waits until the process has asked for the following one. */
  async invoke(event: string): Promise<Exchange> {
    const socket = this.#takeParked();
    const answer = eventAnswer(requestIdOf(++this.#invocations), event);
    const sentMs = this.#now();
    socket.write(answer);
    const nextMs = await this.#ready.promise;
    const response = this.#response;
    if (response === undefined) throw new BenchError('asked for the next event without an answer to this one');
    return { sentMs, respondedMs: response.lastByteMs, nextMs, response: response.body };
  }

  /** Ends all waiting with this error: the process is gone, or too slow. The first error counts. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#ready.reject(this.#failure);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #takeParked(): Socket {
    const socket = this.#parked;
    if (this.#failure !== undefined) throw this.#failure;
    if (socket === undefined) throw new Error('an event can be sent only when the process has asked for it');
    this.#parked = undefined;
    this.#response = undefined;
    this.#ready = newSignal();
    return socket;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    readRequests(socket, this.#now, (arrival) => this.#receive(socket, arrival));
  }

  #receive(socket: Socket, arrival: Arrival): void {
    switch (arrival.path) {
      case RUNTIME_API.next:
        this.#parked = socket;
        this.#announce(arrival.firstByteMs);
        return;
      case EXTENSIONS_API.next:
        this.#busyExtensions--;
        this.#announce(arrival.firstByteMs);
        return;
      case EXTENSIONS_API.register:
        this.#busyExtensions++;
        socket.write(REGISTERED);
        return;
      default:
        socket.write(this.#takeReport(arrival) ? ACCEPTED : NOT_FOUND);
    }
  }

  #announce(atMs: number): void {
    if (this.#parked !== undefined && this.#busyExtensions === 0) this.#ready.resolve(atMs);
  }

  #takeReport(arrival: Arrival): boolean {
    const requestId = requestIdOf(this.#invocations);
    switch (arrival.path) {
      case RUNTIME_API.response(requestId):
        this.#takeResponse(arrival);
        return true;
      case RUNTIME_API.error(requestId):
        this.fail(new BenchError(`its handler failed: ${describeError(arrival.body)}`));
        return true;
      case RUNTIME_API.initError:
        this.fail(new BenchError(`could not be initialised: ${describeError(arrival.body)}`));
        return true;
      default:
        return false;
    }
  }

  #takeResponse(arrival: Arrival): void {
    this.#response = arrival;
    const type = trailer(arrival.trailers, ERROR_TRAILERS.type);
    if (type !== undefined) this.fail(new BenchError(`its handler failed while it streamed: ${type}`));
  }
}

// Nobody may be waiting when it is rejected.
function newSignal(): PromiseWithResolvers<number> {
  const signal = Promise.withResolvers<number>();
  signal.promise.catch(() => {});
  return signal;
}

function describeError(body: Buffer): string {
  try {
    const { errorType, errorMessage } = JSON.parse(body.toString()) as Partial<ErrorResponse>;
    return inOneLine(`${errorType}: ${errorMessage}`);
  } catch {
    return inOneLine(body.toString());
  }
}

function trailer(trailers: string, name: string): string | undefined {
  return trailers.match(new RegExp(`^${name}: *(.*)$`, 'im'))?.[1];
}
