import type { IncomingMessage } from 'node:http';

/** A body, or why there is none that could go on. */
export type RequestBody =
  | { readonly state: 'read'; readonly bytes: Buffer }
  | { readonly state: 'too-large' }
  /** The caller has gone away in the middle. */
  | { readonly state: 'broken-off' };

/** Reads the body of a request, up to so many bytes; the rest of a larger one is left to be thrown away. */
export function readRequestBody(request: IncomingMessage, maxBytes: number): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    // Not an iterator: leaving its loop would destroy the request, and the answer with it.
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve({ state: 'too-large' });
      }
    });
    request.once('close', () => resolve({ state: 'broken-off' }));
    request.once('error', () => resolve({ state: 'broken-off' }));
    request.once('end', () => resolve({ state: 'read', bytes: Buffer.concat(chunks) }));
  });
}
