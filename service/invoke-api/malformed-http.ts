import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { INVOKE_HEADERS } from '../../runtime/protocol/invoke-api.ts';
import { ServiceError } from '../http/service-error.ts';

/**
 * Answers bytes that are no HTTP request, which Node.js hands over as a bare socket, and closes the connection.
 *
 * @param code what Node.js found: HPE_HEADER_OVERFLOW and the like
 */
export function refuseMalformedHttp(socket: Duplex, code: string | undefined): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf(code);
  const { errorType, body } = new ServiceError(
    'MalformedHttpRequestException',
    `No HTTP request: ${code ?? 'unknown'}`,
  );
  const text = `${JSON.stringify(body)}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    `${INVOKE_HEADERS.errorType}: ${errorType}`,
    `${INVOKE_HEADERS.requestId}: ${randomUUID()}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
