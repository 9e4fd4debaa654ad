import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { INVOKE_HEADERS } from '../../runtime/protocol/invoke-api.ts';
import type { FrontEnds } from '../front-ends/front-ends.ts';
import { type AnswerRequest, answerAll } from '../http/answer-all.ts';
import { refuseForeignHosts, refuseForeignPages } from '../http/caller-checks.ts';
import { findRoute, type Route } from '../http/route.ts';
import { ServiceError, sendServiceError, serviceFault } from '../http/service-error.ts';
import { UsageError } from '../usage-error.ts';
import { describeMalformedHttp } from './malformed-http.ts';

/** Where a server listens, what it carries besides the API, and whom it tells of faults of this program. */
export interface ServerOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Take the requests that are meant for them; the API gets the others. */
  readonly frontEnds?: Pick<FrontEnds, 'find'>;
  readonly onFault: (error: unknown) => void;
}

// Lambda's limit for request line and headers.
const MAX_HEADER_BYTES = 1024 * 1024;
// SDKs keep connections: the server must not be the first to close one that is about to be used.
const KEEP_ALIVE_MS = 65_000;
// For answers that are under way when the service ends.
const LAST_ANSWERS_MS = 1000;

/** The HTTP server in front of the service: what SDKs have as their endpoint. */
export class InvokeApiServer {
  readonly #server: Server;
  readonly #host: string;
  readonly #answering = new Set<Promise<void>>();

  private constructor(host: string) {
    this.#host = host;
    // A request without a Host header finds its function all the same.
    this.#server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false });
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  /** Starts to listen. Throws UsageError when the address cannot be had. */
  static async start(routes: readonly Route[], options: ServerOptions): Promise<InvokeApiServer> {
    const { host, port, onFault } = options;
    const api = new InvokeApiServer(host);
    // What goes wrong because the service is being closed is no fault.
    const onFaultWhileOpen = (error: unknown): void => {
      if (api.#server.listening) onFault(error);
    };
    const answerRequest: AnswerRequest = (request, response) =>
      api.#track(response, answer(routes, request, response, { ...options, onFault: onFaultWhileOpen }));
    answerAll(api.#server, answerRequest, describeMalformedHttp);
    api.#server.listen(port, host);
    try {
      await once(api.#server, 'listening');
    } catch (error) {
      throw listenFault(host, port, error as NodeJS.ErrnoException);
    }
    return api;
  }

  /** `http://127.0.0.1:9000`: what an SDK is given. */
  get endpoint(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${reachable(this.#host)}:${port}`;
  }

  /** Accepts nothing any more, leaves a second to answers under way, and cuts what is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    const timer = new AbortController();
    this.#server.close();
    const limit = delay(LAST_ANSWERS_MS, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([Promise.all(this.#answering), limit]);
    timer.abort();
    this.#server.closeAllConnections();
    await closed;
  }

  #track(response: ServerResponse, answering: Promise<void>): void {
    const finished = new Promise<void>((resolve) => response.once('close', resolve));
    const tracked = answering.then(() => finished);
    this.#answering.add(tracked);
    void tracked.finally(() => this.#answering.delete(tracked));
  }
}

async function answer(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
  { host, frontEnds, onFault }: ServerOptions,
): Promise<void> {
  try {
    refuseForeignHosts(request, host);
    const answerFrontEnd = frontEnds?.find(request);
    if (answerFrontEnd !== undefined) return await answerFrontEnd(response);
    response.setHeader(INVOKE_HEADERS.requestId, randomUUID());
    refuseForeignPages(request);
    const match = findRoute(routes, request);
    if (match.state !== 'found') throw unknownOperation(request);
    await match.route.handle({ request, response, pathParts: match.pathParts });
  } catch (error) {
    // A caller that has gone away in the middle of its request is nobody's fault, and gets no answer.
    if (request.destroyed && !request.complete) return;
    if (!(error instanceof ServiceError)) onFault(error);
    sendServiceError(response, error instanceof ServiceError ? error : serviceFault(error));
  }
}

function unknownOperation({ method, url = '/' }: IncomingMessage): ServiceError {
  const found = `${method} ${url.split('?', 1).join().slice(0, 200)}`;
  const message = `${found} is no operation of this service; GET / lists those that it knows`;
  return new ServiceError('UnknownOperationException', message);
}

/** An address that leads to this host: the wildcards are for listening only. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}

function listenFault(host: string, port: number, error: NodeJS.ErrnoException): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new UsageError(`port ${port} of ${host} is taken by another program; --port 0 finds a free one`);
    case 'EACCES':
      return new UsageError(`port ${port} of ${host} is not allowed to you; take one above 1023, such as --port 9000`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new UsageError(`host ${host} is no address of this machine; 127.0.0.1 is, and 0.0.0.0 means all`);
    default:
      return error;
  }
}
