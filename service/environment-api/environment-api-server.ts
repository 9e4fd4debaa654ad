import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAll, type MalformedHttpAnswer, TRUNCATED } from '../http/answer-all.ts';
import { ApiError, truncatedRequest } from '../http/api-error.ts';
import { dispatch, type Route } from '../http/route.ts';

// The X-Ray cause travels in a header: 64 KiB are legal, and more is cropped rather than refused.
const MAX_HEADER_BYTES = 1024 * 1024;

/** The HTTP server inside one execution environment: all of Lambda's APIs on one port, as in Lambda. */
export class EnvironmentApiServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts a server for these routes on a free port of the loopback interface. */
  static async start(routes: readonly Route[]): Promise<EnvironmentApiServer> {
    // A request without a Host header can only be meant for this host.
    const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false });
    answerAll(server, (request, response) => void dispatch(routes, request, response), describeMalformedHttp);
    // A parked request waits for hours, and a runtime may be frozen in the middle of one.
    server.requestTimeout = 0;
    server.headersTimeout = 0;
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new EnvironmentApiServer(server);
  }

  /** `host:port`: the value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts all connections, parked requests included, and frees the port. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

function describeMalformedHttp(code: string): MalformedHttpAnswer {
  const { body } =
    code === TRUNCATED ? truncatedRequest() : new ApiError(400, 'InvalidRequestFormat', `No HTTP request: ${code}`);
  return { body };
}
