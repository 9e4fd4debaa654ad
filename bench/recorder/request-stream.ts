import type { Socket } from 'node:net';
import { type HttpRequest, readRequest } from './http-request.ts';

/** A request and when it came, in milliseconds on the given clock. */
export interface Arrival extends HttpRequest {
  readonly firstByteMs: number;
  readonly lastByteMs: number;
}

/** Calls `receive` for each request on the socket. The clock is read before anything else is done with the bytes. */
export function readRequests(socket: Socket, now: () => number, receive: (arrival: Arrival) => void): void {
  let input: Buffer = Buffer.alloc(0);
  let firstByteMs = 0;
  socket.on('data', (bytes) => {
    const lastByteMs = now();
    if (input.length === 0) firstByteMs = lastByteMs;
    input = input.length === 0 ? bytes : Buffer.concat([input, bytes]);
    for (let read = readRequest(input); read !== undefined; read = readRequest(input)) {
      input = input.subarray(read.bytes);
      receive({ ...read.request, firstByteMs, lastByteMs });
      firstByteMs = lastByteMs;
    }
  });
}
