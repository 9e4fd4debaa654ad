import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Sends a value as JSON. Lambda's own answers end with a newline, and so does this. */
export function sendJson(response: ServerResponse, status: number, value: object, headers?: OutgoingHttpHeaders): void {
  const body = `${JSON.stringify(value)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/** The answer to every report that was taken: 202. */
export function sendAccepted(response: ServerResponse): void {
  sendJson(response, 202, { status: 'OK' });
}
