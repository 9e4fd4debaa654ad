import type { IncomingMessage } from 'node:http';
import { readRequestBody } from './request-body.ts';
import { ServiceError } from './service-error.ts';

/**
 * Reads the body of a call of Lambda's API up to its limit.
 *
 * @param operation its name, for the words of the error
 * @throws ServiceError RequestTooLargeException, an Error when the body breaks off
 */
export async function readOperationBody(
  request: IncomingMessage,
  maxBytes: number,
  operation: string,
): Promise<Buffer> {
  const body = await readRequestBody(request, maxBytes);
  if (body.state === 'read') return body.bytes;
  if (body.state === 'broken-off') throw new Error('the connection has broken off');
  const limit = `Request must be smaller than ${maxBytes} bytes for the ${operation} operation`;
  throw new ServiceError('RequestTooLargeException', limit);
}
