import type { IncomingMessage } from 'node:http';
import { EXTENSION_HEADERS } from '../../runtime/protocol/extensions-api.ts';
import { requestTooLarge } from '../http/api-error.ts';

// Far more than any legal body of these APIs.
const MAX_BODY_BYTES = 1024 * 1024;

/** Who asks, on the routes of the Extensions, Telemetry and Logs APIs. */
export function extensionIdentifier(request: IncomingMessage): string | undefined {
  return headerText(request, EXTENSION_HEADERS.identifier);
}

/** A header as one text. */
export function headerText(request: IncomingMessage, name: string): string | undefined {
  return request.headers[name]?.toString();
}

/**
 * The whole body as text.
 *
 * @throws ApiError 413 beyond 1 MiB, once all of it has been read
 */
export async function readSmallBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes <= MAX_BODY_BYTES) return Buffer.concat(chunks).toString();
  throw requestTooLarge(MAX_BODY_BYTES);
}
