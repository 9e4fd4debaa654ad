import { Writable } from 'node:stream';
import type { Http1Upload } from '../http/http1-upload.ts';
import type { Written } from '../http/tcp-socket.ts';
import type { PreludeStream } from './response-prelude.ts';

/** What a stream needs of the runtime. It imports none: each module that this one, loaded late, imports costs all starts. */
export interface StreamParts {
  /** Begins the request; without a content type it is the service's default. */
  readonly open: (contentType: string | undefined) => Http1Upload;
  /** The error for what comes too late. */
  readonly tooLate: (message: string) => Error;
}

/**
 * What a streaming handler writes its response to. Nothing goes out before the first byte or the end, so that until
 * then the content type can change and an error can still take the plain way.
 */
export class ResponseStream extends Writable implements PreludeStream {
  _onBeforeFirstWrite: PreludeStream['_onBeforeFirstWrite'];
  readonly #parts: StreamParts;
  #contentType: string | undefined;
  #begun = false;
  #upload: Http1Upload | undefined;
  #trailers: Record<string, string> | undefined;

  constructor(parts: StreamParts, highWaterMark: number | undefined) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.#parts = parts;
    // An error reaches the handler through its own means; without a listener it would end the process.
    this.on('error', () => {});
  }

  /** The request that carries the stream, once something has been sent. */
  get upload(): Http1Upload | undefined {
    return this.#upload;
  }

  /** Throws RuntimeError (Runtime.InvalidStreamingOperation) once something has been written. */
  setContentType(contentType: string): void {
    if (this.#begun) throw this.#parts.tooLate('Cannot set content-type, too late.');
    this.#contentType = String(contentType);
  }

  /** Strings and bytes go as they are; of anything else its JSON. */
  override write(chunk: unknown, ...rest: unknown[]): boolean {
    this.#begun = true;
    return super.write(toBytes(chunk), ...(rest as []));
  }

  override end(...args: unknown[]): this {
    const callback = args.find((arg) => typeof arg === 'function') as (() => void) | undefined;
    const [chunk, encoding] = args;
    if (chunk !== undefined && chunk !== null && chunk !== callback) {
      this.write(chunk, typeof encoding === 'string' ? encoding : undefined);
    }
    this.#begun = true;
    return super.end(callback);
  }

  /** Ends the response with error trailers, behind what has been written so far. */
  endWithTrailers(trailers: Record<string, string>): void {
    this.#trailers = trailers;
    if (!this.destroyed) super.end();
    else this.#upload?.end(trailers);
  }

  override _write(chunk: Buffer, _encoding: string, written: Written): void {
    this.#send(chunk, written);
  }

  override _writev(chunks: ReadonlyArray<{ chunk: Buffer }>, written: Written): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), written);
  }

  override _final(done: Written): void {
    this.#send(NOTHING, (error) => {
      if (!error) this.#upload?.end(this.#trailers);
      done(error);
    });
  }

  #send(bytes: Buffer, written: Written): void {
    const prelude = this.#takePrelude();
    this.#upload ??= this.#parts.open(this.#contentType);
    this.#upload.write(prelude.length === 0 ? bytes : Buffer.concat([...prelude, bytes]), written);
  }

  #takePrelude(): Buffer[] {
    const prelude: Buffer[] = [];
    this._onBeforeFirstWrite?.((part) => prelude.push(Buffer.from(part as string)));
    this._onBeforeFirstWrite = undefined;
    return prelude;
  }
}

const NOTHING: Buffer = Buffer.alloc(0);

function toBytes(chunk: unknown): unknown {
  const isText = typeof chunk === 'string' || chunk instanceof Uint8Array;
  return isText || chunk === undefined || chunk === null ? chunk : JSON.stringify(chunk);
}
