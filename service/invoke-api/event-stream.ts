import { EventStreamCodec } from '@smithy/eventstream-codec';

/** What stands in the last message of a response stream; absent fields are left out. */
export interface InvokeComplete {
  readonly ErrorCode?: string;
  readonly ErrorDetails?: string;
  /** Base64. */
  readonly LogResult?: string;
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
);

/** A part of the response, its bytes as they are. */
export function payloadChunk(payload: Uint8Array): Uint8Array {
  return message({ ':event-type': 'PayloadChunk', ':content-type': 'application/octet-stream' }, 'event', payload);
}

/** The last message of every response stream. */
export function invokeComplete(complete: InvokeComplete): Uint8Array {
  const headers = { ':event-type': 'InvokeComplete', ':content-type': 'application/json' };
  return message(headers, 'event', Buffer.from(JSON.stringify(complete)));
}

/** In place of InvokeComplete: the service has failed in the middle of the stream. SDKs throw it. */
export function streamError(code: string, text: string): Uint8Array {
  return message({ ':error-code': code, ':error-message': text }, 'error', Buffer.alloc(0));
}

function message(headers: Readonly<Record<string, string>>, type: 'event' | 'error', body: Uint8Array): Uint8Array {
  const entries = Object.entries({ ...headers, ':message-type': type });
  return codec.encode({
    headers: Object.fromEntries(entries.map(([name, value]) => [name, { type: 'string', value }] as const)),
    body,
  });
}
