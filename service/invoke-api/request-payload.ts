import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MAX_PAYLOAD_BYTES } from '../../runtime/protocol/invoke-api.ts';
import { ServiceError } from '../http/service-error.ts';

const NO_EVENT = Buffer.from('{}');

/**
 * Reads the event of an invocation up to the quota; the rest of a larger one is left to be thrown away.
 *
 * @returns JSON text, byte for byte; `{}` for an empty body
 * @throws ServiceError RequestTooLargeException or InvalidRequestContentException, the error of the connection when
 *   the body breaks off
 */
export async function readPayload(request: IncomingMessage, operation: string): Promise<Buffer> {
  const payload = await readBody(request, operation);
  if (payload.length === 0) return NO_EVENT;
  const fault = jsonFault(payload);
  if (fault === undefined) return payload;
  throw new ServiceError('InvalidRequestContentException', `Could not parse request body into json: ${fault}`);
}

function readBody(request: IncomingMessage, operation: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    // Not an iterator: leaving its loop would destroy the request, and the answer with it.
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_PAYLOAD_BYTES) {
        chunks.push(chunk);
        return;
      }
      if (chunks.length === 0) return;
      chunks.length = 0;
      const limit = `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes for the ${operation} operation`;
      reject(new ServiceError('RequestTooLargeException', limit));
    });
    const brokenOff = (): void => reject(new Error('the connection has broken off'));
    request.once('close', brokenOff);
    request.once('error', reject);
    request.once('end', () => {
      request.off('close', brokenOff);
      resolve(Buffer.concat(chunks));
    });
  });
}

function jsonFault(payload: Buffer): string | undefined {
  if (!isUtf8(payload)) return 'Invalid UTF-8';
  try {
    JSON.parse(payload.toString());
    return undefined;
  } catch (error) {
    // On one line: JSON.parse quotes what it stumbled over, line ends included.
    return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
  }
}
