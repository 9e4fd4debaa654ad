/** Head of a request: what is sent before the body. Header names go out as they are written here. */
export interface RequestHead {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Text of a request head with a body of known length; leave the length out where there is no body. */
export function encodeHead(host: string, head: RequestHead, bodyBytes?: number): string {
  const length = bodyBytes === undefined ? '' : `content-length: ${bodyBytes}\r\n`;
  return `${startOfHead(host, head)}${length}\r\n`;
}

/** Text of the head of a chunked request that may end with the given trailers. */
export function encodeChunkedHead(host: string, head: RequestHead, trailers: readonly string[]): string {
  return `${startOfHead(host, head)}transfer-encoding: chunked\r\ntrailer: ${trailers.join(', ')}\r\n\r\n`;
}

/** What stands before the bytes of one chunk; `\r\n` follows them. */
export function encodeChunkSize(bytes: number): string {
  return `${bytes.toString(16)}\r\n`;
}

/** The chunk of size zero that ends a body, with its trailers. */
export function encodeLastChunk(trailers: Readonly<Record<string, string>> = {}): string {
  return `0\r\n${encodeHeaders(trailers)}\r\n`;
}

function startOfHead(host: string, { method, path, headers }: RequestHead): string {
  return `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${headers === undefined ? '' : encodeHeaders(headers)}`;
}

function encodeHeaders(headers: Readonly<Record<string, string | undefined>>): string {
  let text = '';
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) text += `${name}: ${withoutControls(value)}\r\n`;
  }
  return text;
}

// A line break in a value would start a header of its own.
function withoutControls(value: string): string {
  return CONTROLS.test(value) ? value.replace(ALL_CONTROLS, ' ') : value;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]/;
const ALL_CONTROLS = new RegExp(CONTROLS, 'g');
