import type { ServerResponse } from 'node:http';
import {
  DEFAULT_STREAM_CONTENT_TYPE,
  HTTP_INTEGRATION_CONTENT_TYPE,
  PRELUDE_DELIMITER_BYTES,
} from '../../runtime/protocol/response-streaming.ts';
import type { StreamReceiver } from '../environment-api/invocation-answer.ts';
import { drained } from '../http/drained.ts';
import type { HeaderLine } from './http-call.ts';
import {
  MalformedResult,
  objectIn,
  sendableHeaders,
  singleHeaders,
  statusCode,
  withContentType,
} from './http-result.ts';
import { setCookies } from './result-v2.ts';

const DELIMITER = Buffer.alloc(PRELUDE_DELIMITER_BYTES);
// API Gateway takes 16 KB; a bound is needed, and headers of a function need no more.
const MAX_PRELUDE_BYTES = 64 * 1024;

/**
 * Sends a streamed response to a browser while the function writes it. With the content type of an HTTP integration it
 * opens with a prelude, from which status, headers and cookies are taken; any other one is sent as it is, with 200.
 */
export class IntegrationStream implements StreamReceiver {
  readonly #response: ServerResponse;
  readonly #headers: readonly HeaderLine[];
  #prelude: Buffer | undefined;
  #fault: string | undefined;

  /** @param headers those of the front end, sent with the function's own */
  constructor(response: ServerResponse, headers: readonly HeaderLine[]) {
    this.#response = response;
    this.#headers = headers;
  }

  /** Why there can be no answer, once all has been written; nothing where one has been sent. */
  get fault(): string | undefined {
    if (this.#fault !== undefined) return this.#fault;
    return this.#prelude === undefined ? undefined : 'the stream has ended within its prelude';
  }

  begin(contentType: string | undefined): void {
    if (contentType === HTTP_INTEGRATION_CONTENT_TYPE) this.#prelude = Buffer.alloc(0);
    else this.#writeHead(200, [['content-type', contentType || DEFAULT_STREAM_CONTENT_TYPE]]);
  }

  /** The promise holds the function back until the caller has read enough; a caller that has gone away does not. */
  write(chunk: Buffer): void | Promise<void> {
    const body = this.#prelude === undefined ? chunk : this.#afterPrelude(Buffer.concat([this.#prelude, chunk]));
    if (body.length === 0 || this.#fault !== undefined || this.#response.closed) return;
    if (this.#response.writableEnded || this.#response.write(body)) return;
    return drained(this.#response);
  }

  /** What follows the prelude; nothing while that is not there in full. */
  #afterPrelude(bytes: Buffer): Buffer {
    const end = bytes.subarray(0, MAX_PRELUDE_BYTES + DELIMITER.length).indexOf(DELIMITER);
    if (end === -1) {
      this.#prelude = bytes.subarray(0, MAX_PRELUDE_BYTES + 1);
      if (bytes.length > MAX_PRELUDE_BYTES) this.#fault = `the prelude has no end within ${MAX_PRELUDE_BYTES} bytes`;
      return Buffer.alloc(0);
    }
    this.#prelude = undefined;
    this.#readPrelude(bytes.subarray(0, end));
    return bytes.subarray(end + DELIMITER.length);
  }

  #readPrelude(bytes: Buffer): void {
    try {
      const { statusCode: status = 200, headers, cookies } = objectIn(bytes) ?? {};
      const lines = [...singleHeaders(headers), ...setCookies(cookies)];
      this.#writeHead(statusCode(status), withContentType(lines, DEFAULT_STREAM_CONTENT_TYPE));
    } catch (error) {
      if (!(error instanceof MalformedResult)) throw error;
      this.#fault = `the prelude cannot be used: ${error.message}`;
    }
  }

  #writeHead(status: number, headers: readonly HeaderLine[]): void {
    if (this.#response.headersSent || this.#response.closed) return;
    this.#response.writeHead(status, [...sendableHeaders(headers), ...this.#headers].flat());
    this.#response.flushHeaders();
  }
}
