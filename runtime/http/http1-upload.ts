import { encodeChunkSize, encodeLastChunk } from './http1-request-encoder.ts';
import type { Http1Response } from './http1-response-parser.ts';
import type { TcpSocket, Written } from './tcp-socket.ts';

/** A chunked request under way: chunks while there are any, then the end. Used by one writer at a time. */
export class Http1Upload {
  /** The peer's answer; it may come before the end, and what is written after it is dropped. */
  readonly answer: Promise<Http1Response>;
  readonly #socket: TcpSocket;
  readonly #onEnd: () => void;
  #head: string;
  #ended = false;

  constructor(socket: TcpSocket, head: string, answer: Promise<Http1Response>, onEnd: () => void) {
    this.#socket = socket;
    this.#head = head;
    this.#onEnd = onEnd;
    this.answer = answer;
    // Whoever waits for the answer sees the failure; until then it is not an unhandled rejection.
    answer.catch(() => {});
  }

  /** Sends one chunk, at once. */
  write(bytes: Uint8Array, written: Written): void {
    if (bytes.length === 0 || this.#socket.closed) written();
    else this.#socket.write([this.#takeHead() + encodeChunkSize(bytes.length), bytes, '\r\n'], written);
  }

  /** Whether the end has been sent. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Ends the request, with trailers if there are any. Only the first end counts. */
  end(trailers?: Readonly<Record<string, string>>): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    if (!this.#socket.closed) this.#socket.write([this.#takeHead() + encodeLastChunk(trailers)]);
  }

  #takeHead(): string {
    const head = this.#head;
    this.#head = '';
    return head;
  }
}
