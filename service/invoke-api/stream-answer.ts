import type { ServerResponse } from 'node:http';
import { EVENT_STREAM_CONTENT_TYPE, INVOKE_HEADERS, UNHANDLED } from '../../runtime/protocol/invoke-api.ts';
import { DEFAULT_STREAM_CONTENT_TYPE } from '../../runtime/protocol/response-streaming.ts';
import type { InvocationError, StreamReceiver } from '../environment-api/invocation-answer.ts';
import { drained } from '../http/drained.ts';
import { invokeComplete, payloadChunk, streamError } from './event-stream.ts';

// Of a response that comes in one piece; any size below the 16 MB of a message would do.
const CHUNK_BYTES = 64 * 1024;

/**
 * Sends the response of a function to its caller while the function writes it. A caller that has gone away takes
 * nothing more, but neither stops nor delays the function: as in Lambda, it runs to its end.
 */
export class StreamAnswer implements StreamReceiver {
  readonly #response: ServerResponse;
  readonly #version: string;

  /** @param version the one that runs */
  constructor(response: ServerResponse, version: string) {
    this.#response = response;
    this.#version = version;
  }

  /** Sends the head, at once: the caller learns that the function has begun to answer. */
  begin(contentType: string | undefined): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      'content-type': EVENT_STREAM_CONTENT_TYPE,
      [INVOKE_HEADERS.remappedContentType]: contentType ?? DEFAULT_STREAM_CONTENT_TYPE,
      [INVOKE_HEADERS.executedVersion]: this.#version,
    });
    this.#response.flushHeaders();
  }

  /** Sends a part. The promise holds the function back until the caller has read enough. */
  write(chunk: Buffer): void | Promise<void> {
    // After the end too: a function that has timed out may have written on.
    if (chunk.length === 0 || this.#response.closed || this.#response.writableEnded) return;
    if (!this.#response.write(payloadChunk(chunk))) return drained(this.#response);
  }

  /** Sends a response that came in one piece. */
  async writeAll(contentType: string | undefined, payload: Buffer): Promise<void> {
    this.begin(contentType);
    for (let at = 0; at < payload.length; at += CHUNK_BYTES) {
      await this.write(payload.subarray(at, at + CHUNK_BYTES));
    }
  }

  /** Ends the stream; with the error of the function where it has failed, be it before or after its first byte. */
  complete(error: InvocationError | undefined, logResult: string | undefined): void {
    this.begin(undefined);
    const complete = {
      ...(error && { ErrorCode: UNHANDLED, ErrorDetails: error.payload.toString() }),
      ...(logResult !== undefined && { LogResult: logResult }),
    };
    this.#response.end(invokeComplete(complete));
  }

  /** Ends the stream with an error of the service. */
  fail(code: string, message: string): void {
    this.#response.end(streamError(code, message));
  }
}
