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
  multiValueHeaders,
  objectIn,
  sendableHeaders,
  singleHeaders,
  statusCode,
  withContentType,
} from './http-result.ts';
import { remappedHeaders } from './remapped-headers.ts';
import { setCookies } from './result-v2.ts';

const DELIMITER = Buffer.alloc(PRELUDE_DELIMITER_BYTES);
// API Gateway takes 16 KB; a bound is needed, and headers of a function need no more.
const MAX_PRELUDE_BYTES = 64 * 1024;

/** How a front end takes streams. */
export interface StreamSetting {
  /** Those of the front end, sent with the function's own. */
  readonly headers: readonly HeaderLine[];
  /** Whether every stream must open with a prelude, which may have `multiValueHeaders` then, as in API Gateway. */
  readonly isProxy: boolean;
}

/**
 * Sends a streamed response to a browser while the function writes it. With the content type of an HTTP integration it
 * opens with a prelude, from which status, headers and cookies are taken; any other one is sent as it is, with 200.
 */
export class IntegrationStream implements StreamReceiver {
  readonly #response: ServerResponse;
  readonly #setting: StreamSetting;
  #prelude: Buffer | undefined;
  #fault: string | undefined;
  #hasHead = false;

  constructor(response: ServerResponse, setting: StreamSetting) {
    this.#response = response;
    this.#setting = setting;
  }

  /** Why there can be no answer, once all has been written; nothing where one has been sent. */
  get fault(): string | undefined {
    if (this.#fault !== undefined) return this.#fault;
    return this.#prelude === undefined ? undefined : 'the stream has ended within its prelude';
  }

  /** Whether the head of an answer has been sent. */
  get isAnswered(): boolean {
    return this.#hasHead && this.fault === undefined;
  }

  begin(contentType: string | undefined): void {
    if (contentType === HTTP_INTEGRATION_CONTENT_TYPE) this.#prelude = Buffer.alloc(0);
    else if (this.#setting.isProxy) this.#fault = 'the stream has no prelude';
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
      const { statusCode: status = 200, headers, multiValueHeaders: lists, cookies } = objectIn(bytes) ?? {};
      const several = this.#setting.isProxy ? multiValueHeaders(lists) : [];
      const lines = [...singleHeaders(headers), ...several, ...setCookies(cookies)];
      this.#writeHead(statusCode(status), withContentType(lines, DEFAULT_STREAM_CONTENT_TYPE));
    } catch (error) {
      if (!(error instanceof MalformedResult)) throw error;
      this.#fault = `the prelude cannot be used: ${error.message}`;
    }
  }

  #writeHead(status: number, headers: readonly HeaderLine[]): void {
    this.#hasHead = true;
    if (this.#response.headersSent || this.#response.closed) return;
    this.#response.writeHead(status, [...sendableHeaders(remappedHeaders(headers)), ...this.#setting.headers].flat());
    this.#response.flushHeaders();
  }
}
