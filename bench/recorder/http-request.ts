/** A request as it came over the wire, whole. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  /** Lines after a chunked body, in lower case. */
  readonly trailers: string;
}

/** A request and the bytes it took of the input. */
export interface ReadRequest {
  readonly request: HttpRequest;
  readonly bytes: number;
}

interface Body {
  readonly body: Buffer;
  readonly trailers: string;
  readonly end: number;
}

const LINE_END = '\r\n';

/** Reads the request at the beginning of the input, or nothing while part of it is still missing. */
export function readRequest(input: Buffer): ReadRequest | undefined {
  const headEnd = input.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = input.toString('latin1', 0, headEnd);
  const [method = '', path = ''] = head.slice(0, head.indexOf(LINE_END)).split(' ');
  const body = readBody(head, input, headEnd + 4);
  return body && { request: { method, path, body: body.body, trailers: body.trailers }, bytes: body.end };
}

function readBody(head: string, input: Buffer, start: number): Body | undefined {
  if (/\ntransfer-encoding: *chunked/i.test(head)) return readChunks(input, start);
  const end = start + Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return input.length < end ? undefined : { body: input.subarray(start, end), trailers: '', end };
}

function readChunks(input: Buffer, start: number): Body | undefined {
  const chunks: Buffer[] = [];
  let at = start;
  while (true) {
    const lineEnd = input.indexOf(LINE_END, at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(input.toString('latin1', at, lineEnd), 16);
    if (size === 0) return readTrailers(input, lineEnd, Buffer.concat(chunks));
    at = lineEnd + 2 + size + 2;
    if (input.length < at) return undefined;
    chunks.push(input.subarray(lineEnd + 2, at - 2));
  }
}

// Begins at the line end of the last chunk's size, so that no trailers at all look like some.
function readTrailers(input: Buffer, start: number, body: Buffer): Body | undefined {
  const end = input.indexOf('\r\n\r\n', start);
  if (end === -1) return undefined;
  return { body, trailers: input.toString('latin1', start, end).trim().toLowerCase(), end: end + 4 };
}
