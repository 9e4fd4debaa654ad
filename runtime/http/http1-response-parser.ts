/** A response, whole. */
export interface Http1Response {
  readonly status: number;
  /** By lower-case name; a header sent twice holds both values, joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** Whether the connection can carry the next request. */
  readonly keepAlive: boolean;
}

/** The peer sent something that is no HTTP/1.1 response, or more than we take. */
export class HttpProtocolError extends Error {
  override readonly name = 'HttpProtocolError';
}

const MAX_HEAD_BYTES = 1_048_576;
const MAX_BODY_BYTES = 268_435_456;
const NOTHING: Buffer = Buffer.alloc(0);

type State = 'head' | 'sized-body' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailers' | 'body-until-close' | 'done';

/**
 * Parses the responses on one connection, one at a time, from bytes that may be split anywhere.
 * Knows bodies by content-length, chunked, and until the connection closes; skips 1xx responses and trailers.
 */
export class Http1ResponseParser {
  #state: State = 'head';
  #input: Buffer = NOTHING;
  #status = 0;
  #headers = new Map<string, string>();
  #keepAlive = true;
  #body: Buffer[] = [];
  #bodyBytes = 0;
  /** Bytes that the body, or its current chunk, still lacks. */
  #missing = 0;

  /** Takes bytes in; gives the response once it is complete. Throws HttpProtocolError. */
  push(bytes: Buffer): Http1Response | undefined {
    this.#input = this.#input.length === 0 ? bytes : Buffer.concat([this.#input, bytes]);
    while (this.#step());
    return this.#state === 'done' ? this.#finish() : undefined;
  }

  /** The peer closed the connection in order: ends a body without a length. Gives nothing where that cut one off. */
  end(): Http1Response | undefined {
    return this.#state === 'body-until-close' ? this.#finish() : undefined;
  }

  /** Consumes the next part of the input; false when it takes more bytes, or when the response is complete. */
  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'sized-body':
        return this.#readBytes('done');
      case 'chunk-size':
        return this.#readChunkSize();
      case 'chunk':
        return this.#readBytes('chunk-end');
      case 'chunk-end':
        return this.#readChunkEnd();
      case 'trailers':
        return this.#readTrailer();
      case 'body-until-close':
        return this.#readRest();
      case 'done':
        if (this.#input.length > 0) throw new HttpProtocolError('bytes follow the response that was asked for');
        return false;
    }
  }

  #readHead(): boolean {
    const end = this.#input.indexOf('\r\n\r\n');
    if (end === -1) {
      if (this.#input.length > MAX_HEAD_BYTES) throw new HttpProtocolError('the response head is too long');
      return false;
    }
    const [statusLine = '', ...lines] = this.#input.toString('utf8', 0, end).split('\r\n');
    this.#input = this.#input.subarray(end + 4);
    const match = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(statusLine);
    if (match === null) throw new HttpProtocolError(`not an HTTP/1.1 status line: ${statusLine.slice(0, 80)}`);
    this.#status = Number(match[2]);
    if (this.#status >= 200) this.#startBody(match[1] === '1', lines);
    return true;
  }

  #startBody(keptAliveByDefault: boolean, lines: readonly string[]): void {
    for (const line of lines) this.#addHeader(line);
    const connection =
      this.#headers
        .get('connection')
        ?.toLowerCase()
        .split(/[\t ]*,[\t ]*/) ?? [];
    this.#keepAlive = keptAliveByDefault ? !connection.includes('close') : connection.includes('keep-alive');
    this.#state = this.#bodyState();
  }

  #addHeader(line: string): void {
    const colon = line.indexOf(':');
    if (colon < 1) throw new HttpProtocolError(`not a header: ${line.slice(0, 80)}`);
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = this.#headers.get(name);
    this.#headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }

  #bodyState(): State {
    if (this.#status === 204 || this.#status === 304) return 'done';
    const encoding = this.#headers.get('transfer-encoding');
    if (encoding !== undefined) {
      if (encoding.toLowerCase() !== 'chunked') throw new HttpProtocolError(`unknown transfer encoding: ${encoding}`);
      return 'chunk-size';
    }
    const length = this.#headers.get('content-length');
    if (length === undefined) {
      this.#keepAlive = false;
      return 'body-until-close';
    }
    if (!/^\d{1,15}$/.test(length)) throw new HttpProtocolError(`not a content length: ${length}`);
    this.#expect(Number(length));
    return this.#missing === 0 ? 'done' : 'sized-body';
  }

  #expect(bytes: number): void {
    this.#bodyBytes += bytes;
    if (this.#bodyBytes > MAX_BODY_BYTES) throw new HttpProtocolError('the response body is too large');
    this.#missing = bytes;
  }

  #readBytes(next: State): boolean {
    const bytes = this.#input.subarray(0, this.#missing);
    if (bytes.length === 0) return false;
    this.#body.push(bytes);
    this.#missing -= bytes.length;
    this.#input = this.#input.subarray(bytes.length);
    if (this.#missing === 0) this.#state = next;
    return true;
  }

  #readChunkSize(): boolean {
    const line = this.#readLine();
    if (line === undefined) return false;
    const size = /^([\da-f]{1,8})[\t ]*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) throw new HttpProtocolError(`not a chunk size: ${line.slice(0, 80)}`);
    this.#expect(Number.parseInt(size, 16));
    this.#state = this.#missing === 0 ? 'trailers' : 'chunk';
    return true;
  }

  #readChunkEnd(): boolean {
    const line = this.#readLine();
    if (line === undefined) return false;
    if (line !== '') throw new HttpProtocolError('a chunk is longer than its size');
    this.#state = 'chunk-size';
    return true;
  }

  #readTrailer(): boolean {
    const line = this.#readLine();
    if (line === '') this.#state = 'done';
    return line !== undefined;
  }

  #readLine(): string | undefined {
    const end = this.#input.indexOf('\r\n');
    if (end === -1) {
      if (this.#input.length > MAX_HEAD_BYTES) throw new HttpProtocolError('a line of the response is too long');
      return undefined;
    }
    const line = this.#input.toString('latin1', 0, end);
    this.#input = this.#input.subarray(end + 2);
    return line;
  }

  #readRest(): boolean {
    if (this.#input.length === 0) return false;
    this.#expect(this.#input.length);
    this.#body.push(this.#input);
    this.#input = NOTHING;
    return true;
  }

  #finish(): Http1Response {
    const parts = this.#body;
    const body = parts.length === 1 ? (parts[0] ?? NOTHING) : Buffer.concat(parts);
    const response = { status: this.#status, headers: this.#headers, body, keepAlive: this.#keepAlive };
    this.#state = 'head';
    this.#headers = new Map();
    this.#body = [];
    this.#bodyBytes = 0;
    return response;
  }
}
