import type { IncomingMessage } from 'node:http';
import { MAX_RESPONSE_BYTES, MAX_STREAMED_RESPONSE_BYTES } from '../../runtime/protocol/quotas.ts';
import { ERROR_TRAILERS } from '../../runtime/protocol/response-streaming.ts';
import { normalErrorType } from './error-type.ts';
import {
  type InvocationAnswer,
  type InvocationError,
  platformError,
  type StreamReceiver,
} from './invocation-answer.ts';

/** A buffered body: whole, or too large to be kept. */
export type BufferedBody =
  | { readonly state: 'complete'; readonly payload: Buffer }
  | { readonly state: 'too-large'; readonly bytes: number };

/**
 * Reads a buffered body up to the quota. What is larger is read to its end, since a runtime sends all before it listens.
 *
 * @throws the error of the connection when the body breaks off
 */
export async function readBuffered(request: IncomingMessage): Promise<BufferedBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_RESPONSE_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > MAX_RESPONSE_BYTES
    ? { state: 'too-large', bytes }
    : { state: 'complete', payload: Buffer.concat(chunks) };
}

/** What came of a streamed body. */
export interface StreamedBody {
  readonly answer: InvocationAnswer;
  /** Whether it was over its quota, and nothing beyond that was kept or passed on. */
  readonly isTooLarge: boolean;
}

/**
 * Passes a streamed body on, chunk by chunk, up to the quota; without a receiver it is collected. Like a buffered one,
 * it is read to its end in any case.
 *
 * @throws the error of the connection when the body breaks off
 */
export async function readStreamed(request: IncomingMessage, receiver?: StreamReceiver): Promise<StreamedBody> {
  const contentType = request.headers['content-type'];
  const collected: Buffer[] = [];
  let bytes = 0;
  receiver?.begin(contentType);
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_STREAMED_RESPONSE_BYTES) collected.length = 0;
    else if (receiver === undefined) collected.push(chunk);
    else await receiver.write(chunk);
  }
  const isTooLarge = bytes > MAX_STREAMED_RESPONSE_BYTES;
  const error = isTooLarge ? tooLargeError(bytes, MAX_STREAMED_RESPONSE_BYTES) : trailingError(request);
  if (error !== undefined) return { answer: { state: 'function-error', error }, isTooLarge };
  const response =
    receiver === undefined
      ? ({ mode: 'buffered', contentType, payload: Buffer.concat(collected) } as const)
      : ({ mode: 'streamed', contentType, bytes } as const);
  return { answer: { state: 'succeeded', response }, isTooLarge };
}

/** The error of a body that is over its quota. */
export function tooLargeError(bytes: number, maxBytes: number): InvocationError {
  return platformError(
    'Function.ResponseSizeTooLarge',
    `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maxBytes} bytes).`,
  );
}

function trailingError(request: IncomingMessage): InvocationError | undefined {
  const errorType = request.trailers[ERROR_TRAILERS.type];
  const body = request.trailers[ERROR_TRAILERS.body];
  if (errorType === undefined && body === undefined) return undefined;
  return { errorType: normalErrorType(errorType), payload: Buffer.from(body ?? '', 'base64') };
}
