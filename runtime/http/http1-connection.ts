import { encodeChunkedHead, encodeHead, type RequestHead } from './http1-request-encoder.ts';
import { type Http1Response, Http1ResponseParser } from './http1-response-parser.ts';
import { Http1Upload } from './http1-upload.ts';
import { openTcpSocket } from './open-tcp-socket.ts';
import type { HostPort, TcpSocket } from './tcp-socket.ts';

/** The peer refused the connection, or closed it before it had answered. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

const REQUEST_TIMEOUT = 408;

interface Exchange {
  readonly resolve: (response: Http1Response) => void;
  readonly reject: (error: Error) => void;
  /** Whether the body of the request is still being sent: an answer now ends the connection. */
  uploading: boolean;
  answerBegun: boolean;
}

/**
 * One keep-alive connection to one trusted peer, with one request at a time and no timeouts: the process may be
 * frozen for hours while an answer is due. It opens itself when it is needed and again after the peer closed it.
 *
 * It keeps the event loop alive only while an answer is due, so that a loop without work of the function's own runs
 * empty: some handlers wait for that.
 */
export class Http1Connection {
  readonly #address: HostPort;
  readonly #host: string;
  #socket: TcpSocket | undefined;
  #parser = new Http1ResponseParser();
  #exchange: Exchange | undefined;

  constructor(address: HostPort) {
    this.#address = address;
    this.#host = `${address.host}:${address.port}`;
  }

  /** Begins to connect ahead of the first request. A failure shows when the request is made. */
  connect(): void {
    this.#socket ??= this.#open();
  }

  /**
   * Sends a request and gives its answer, whatever the status. A request that met a stale connection, closed by the
   * peer while it was idle, is sent once more on a new one: `repeated` then says that the peer may have seen it twice.
   *
   * Throws ConnectionLostError or HttpProtocolError.
   */
  request(head: RequestHead, body?: string | Uint8Array): Promise<Http1Response & { repeated?: true }> {
    return this.#ask(true, head, body);
  }

  /** Sends a request whose answer nobody waits for: it does not keep the event loop alive. */
  park(head: RequestHead): void {
    this.#ask(false, head).catch(() => {});
  }

  /** Begins a chunked request whose body is written bit by bit. Its head goes out with the first bytes. */
  openUpload(head: RequestHead, trailers: readonly string[]): Http1Upload {
    const exchange = newExchange();
    exchange.uploading = true;
    const socket = this.#begin(exchange);
    return new Http1Upload(socket, encodeChunkedHead(this.#host, head, trailers), exchange.answer, () => {
      exchange.uploading = false;
      if (this.#exchange === exchange) socket.ref();
    });
  }

  async #ask(
    awaited: boolean,
    head: RequestHead,
    body?: string | Uint8Array,
  ): Promise<Http1Response & { repeated?: true }> {
    const headText = encodeHead(this.#host, head, body === undefined ? undefined : Buffer.byteLength(body));
    // A connection that was there before may have been closed by the peer without our having had the time to see it.
    const mayBeStale = this.#socket !== undefined;
    const exchange = newExchange();
    this.#send(exchange, awaited, headText, body);
    try {
      const answer = await exchange.answer;
      // So some servers end an idle connection; the request was then not seen at all (RFC 9110, 15.5.9).
      if (!mayBeStale || answer.status !== REQUEST_TIMEOUT) return answer;
    } catch (error) {
      if (!mayBeStale || exchange.answerBegun) throw error;
    }
    this.#discard();
    const again = newExchange();
    this.#send(again, awaited, headText, body);
    return { ...(await again.answer), repeated: true };
  }

  #send(exchange: Exchange, awaited: boolean, head: string, body?: string | Uint8Array): void {
    const socket = this.#begin(exchange);
    if (awaited) socket.ref();
    if (body === undefined) socket.write([head]);
    else if (typeof body === 'string') socket.write([head + body]);
    else socket.write([head, body]);
  }

  #begin(exchange: Exchange): TcpSocket {
    if (this.#exchange !== undefined) throw new Error('a request was made before the previous one was answered');
    this.#exchange = exchange;
    this.#socket ??= this.#open();
    return this.#socket;
  }

  #open(): TcpSocket {
    this.#parser = new Http1ResponseParser();
    return openTcpSocket(this.#address, {
      data: (bytes) => this.#receive(bytes),
      lost: (cause) => this.#lose(cause),
    });
  }

  #receive(bytes: Buffer): void {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      // Nothing was asked: some servers say "408" before they close an idle connection.
      this.#discard();
      return;
    }
    exchange.answerBegun = true;
    try {
      const response = this.#parser.push(bytes);
      if (response !== undefined) this.#complete(exchange, response);
    } catch (error) {
      this.#exchange = undefined;
      this.#discard();
      exchange.reject(error as Error);
    }
  }

  #complete(exchange: Exchange, response: Http1Response): void {
    this.#exchange = undefined;
    if (response.keepAlive && !exchange.uploading) this.#socket?.unref();
    else this.#discard();
    exchange.resolve(response);
  }

  #lose(cause: Error | undefined): void {
    this.#socket = undefined;
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    const response = cause === undefined ? this.#parser.end() : undefined;
    if (response !== undefined) exchange.resolve(response);
    else exchange.reject(new ConnectionLostError(this.#describeLoss(cause), { cause }));
  }

  #describeLoss(cause: Error | undefined): string {
    return `no answer from ${this.#host}: ${cause === undefined ? 'it closed the connection' : cause.message}`;
  }

  #discard(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }
}

function newExchange(): Exchange & { readonly answer: Promise<Http1Response> } {
  const { promise, resolve, reject } = Promise.withResolvers<Http1Response>();
  return { answer: promise, resolve, reject, uploading: false, answerBegun: false };
}
