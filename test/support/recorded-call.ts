import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Calls of the Runtime API and the Extensions API under short names; anything else goes under its method and path. */
export type CallName = 'next' | 'response' | 'error' | 'init error' | 'register' | 'extension next';

const INVOCATION = '/2018-06-01/runtime/invocation/';

const PLAIN_CALLS: ReadonlyMap<string, CallName> = new Map([
  [`GET ${INVOCATION}next`, 'next'],
  ['POST /2018-06-01/runtime/init/error', 'init error'],
  ['POST /2020-01-01/extension/register', 'register'],
  ['GET /2020-01-01/extension/event/next', 'extension next'],
]);

/** One request as it came in. It is recorded when its head is there; body and trailers follow. */
export class RecordedCall {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The connections are numbered from 1 in the order in which they were opened. */
  readonly connection: number;
  /** How many calls of this name there were, with this one. */
  readonly turn: number;
  /** In the path of a response or an error. */
  readonly requestId: string | undefined;
  /** Whether the request is there to its last byte. */
  complete = false;
  readonly #request: IncomingMessage;
  readonly #chunks: Buffer[] = [];

  constructor(request: IncomingMessage, connection: number, turnOf: (name: string) => number) {
    this.method = request.method ?? '';
    this.path = request.url ?? '';
    this.headers = request.headers;
    this.connection = connection;
    const answer = /^([^/]+)\/(response|error)$/.exec(this.path.replace(INVOCATION, ''));
    this.requestId = answer?.[1] === undefined ? undefined : decodeURIComponent(answer[1]);
    this.name = answer?.[2] ?? PLAIN_CALLS.get(`${this.method} ${this.path}`) ?? `${this.method} ${this.path}`;
    this.turn = turnOf(this.name);
    this.#request = request;
  }

  /** Reads the body to its end; resolves as well where the connection breaks before. */
  async read(changed: () => void, betweenReads?: () => Promise<void>): Promise<void> {
    try {
      for await (const chunk of this.#request) {
        this.#chunks.push(chunk as Buffer);
        changed();
        await betweenReads?.();
      }
      this.complete = true;
    } catch {
      // The runtime went away in the middle.
    }
    changed();
  }

  get body(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  get text(): string {
    return this.body.toString();
  }

  get json(): unknown {
    return JSON.parse(this.text);
  }

  get trailers(): NodeJS.Dict<string> {
    return this.#request.trailers;
  }

  /** The error in the trailers of a stream that failed. */
  get trailingError(): { readonly type: string | undefined; readonly body: unknown } | undefined {
    const type = this.trailers['lambda-runtime-function-error-type'];
    const body = this.trailers['lambda-runtime-function-error-body'];
    if (type === undefined && body === undefined) return undefined;
    return { type, body: JSON.parse(Buffer.from(body ?? '', 'base64').toString()) };
  }

  get xrayCause(): unknown {
    const header = this.headers['lambda-runtime-function-xray-error-cause'];
    return header === undefined ? undefined : JSON.parse(String(header));
  }
}
