import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MAX_PAYLOAD_BYTES } from '../../runtime/protocol/invoke-api.ts';
import { readOperationBody } from '../http/operation-body.ts';
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
  const payload = await readOperationBody(request, MAX_PAYLOAD_BYTES, operation);
  if (payload.length === 0) return NO_EVENT;
  const fault = jsonFault(payload);
  if (fault === undefined) return payload;
  throw new ServiceError('InvalidRequestContentException', `Could not parse request body into json: ${fault}`);
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
