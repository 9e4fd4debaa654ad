import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers a request; must not throw. */
export type AnswerRequest = (request: IncomingMessage, response: ServerResponse) => void;

/** What is said about bytes that are no HTTP request. */
export interface MalformedHttpAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** @param code what Node.js found: HPE_INVALID_METHOD and the like, or CONNECT for a tunnel */
export type DescribeMalformedHttp = (code: string) => MalformedHttpAnswer;

const LAST_WORDS_MS = 1000;

/** Code of a request that ends before its time. */
export const TRUNCATED = 'HPE_INVALID_EOF_STATE';

/**
 * Has a server answer all that comes: every request, whatever it expects, and what is no HTTP request, which Node.js
 * hands over as a bare socket.
 */
export function answerAll(server: Server, answer: AnswerRequest, describe: DescribeMalformedHttp): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    latest.set(request.socket, response);
    // Writing to a caller that has just gone away.
    response.on('error', () => {});
    answer(request, response);
  };
  server.on('request', listener);
  // Whatever a caller expects besides 100-continue, it gets an answer.
  server.on('checkExpectation', listener);
  server.on('connect', (_request, socket) => refuse(socket, 'CONNECT', describe));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Node.js reads on, and stumbles over what follows as well.
    if (socket.writableEnded) return;
    const response = latest.get(socket);
    if (response !== undefined && hasBegun(response)) end(socket, response);
    else refuse(socket, error.code ?? 'unknown', describe);
  });
}

/** Whether what went wrong belongs to a request that is being answered, or has been before its last byte was there. */
function hasBegun({ headersSent, writableEnded, req }: ServerResponse): boolean {
  return headersSent && !(writableEnded && req.complete);
}

/** There is no place for another answer; one that was written in full still arrives. */
function end(socket: Duplex, { writableEnded }: ServerResponse): void {
  if (writableEnded) close(socket, '');
  else socket.destroy();
}

function refuse(socket: Duplex, code: string, describe: DescribeMalformedHttp): void {
  // Node.js listens no more on a socket that it has handed over for a tunnel.
  socket.on('error', () => {});
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { headers = {}, body } = describe(code);
  const status = statusOf(code);
  const text = `${JSON.stringify(body)}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
  ];
  close(socket, `${head.join('\r\n')}\r\n\r\n${text}`);
}

/**
 * Says the last words. What else is on its way is thrown away for a while: a caller that finds the connection cut while
 * it is still sending would not read them.
 */
function close(socket: Duplex, lastWords: string): void {
  const timer = setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  socket.end(lastWords);
  socket.resume();
}

function statusOf(code: string): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
