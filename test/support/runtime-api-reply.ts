import type { ServerResponse } from 'node:http';
import type { Answer } from './recorded-runtime-api.ts';

/** An answer of the service, with the ways in which it may go wrong. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  /** Sent before the request is there to its last byte. */
  readonly early?: boolean;
  /** In pieces of this many bytes, each a chunk; otherwise with a content-length. */
  readonly chunkBytes?: number;
  /** The connection is closed after it, without a word. */
  readonly thenClose?: boolean;
  /** The connection is closed in the middle of the body. */
  readonly cut?: boolean;
  /** The connection is closed instead. */
  readonly hangUp?: boolean;
}

/** An error as the service words it. */
export function refusal(status: number, errorType: string): Reply {
  return { status, body: `{"errorMessage":"told so by the test","errorType":"${errorType}"}\n` };
}

/** Answers the nth call, from 1, with this reply, and all others as usual. */
export function onTurn(turn: number, reply: Reply): Answer {
  return (call, usual) => (call.turn === turn ? reply : usual());
}

/** Answers as usual, but in another manner. */
export function inManner(manner: Partial<Reply>): Answer {
  return (_call, usual) => {
    const reply = usual();
    return reply && { ...reply, ...manner, headers: { ...reply.headers, ...manner.headers } };
  };
}

/** Sends an answer in the way it is meant to be sent. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  const socket = response.socket;
  if (reply.hangUp) {
    socket?.destroy();
    return;
  }
  if (reply.thenClose) response.once('finish', () => socket?.destroySoon());
  sendHead(response, reply);
  sendBody(response, reply);
}

function sendHead(response: ServerResponse, { status, headers, body, chunkBytes }: Reply): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) response.setHeader(name, value);
  }
  if (chunkBytes === undefined) response.setHeader('Content-Length', Buffer.byteLength(body ?? ''));
}

// Bytes, not text: Node.js would send the head in the encoding of the first text, and headers are Latin-1.
function sendBody(response: ServerResponse, { body = '', chunkBytes, cut }: Reply): void {
  const bytes = Buffer.from(body);
  if (cut) {
    response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.end());
    return;
  }
  for (let at = 0; chunkBytes !== undefined && at < bytes.length; at += chunkBytes) {
    response.write(bytes.subarray(at, at + chunkBytes));
  }
  response.end(chunkBytes === undefined ? bytes : undefined);
}
