import { toErrorResponse } from './errors/error-response.ts';
import { xrayCause } from './errors/xray-cause.ts';
import type { Http1Connection } from './http/http1-connection.ts';
import type { Http1Response } from './http/http1-response-parser.ts';
import type { Http1Upload } from './http/http1-upload.ts';
import { type Invocation, readInvocation } from './protocol/invocation.ts';
import { DEFAULT_STREAM_CONTENT_TYPE, ERROR_TRAILERS, STREAMING_MODE } from './protocol/response-streaming.ts';
import { REPORT_HEADERS, RUNTIME_API } from './protocol/runtime-api.ts';

/** The Runtime API answered in a way that leaves this process nothing to do but end. */
export class RuntimeApiError extends Error {
  override readonly name = 'RuntimeApiError';
}

/** The service did not take an answer, and the runtime may go on: why, in one line. */
export type Refusal = string;

declare const SNAPBOOT_VERSION: string;

// The service takes the first word for its record of runtimes.
const USER_AGENT = `snapboot/${typeof SNAPBOOT_VERSION === 'string' ? SNAPBOOT_VERSION : 'dev'} node/${process.versions.node}`;

/** The calls of the Lambda Runtime API: the only place where paths and headers become requests. */
export class RuntimeApiClient {
  readonly #connection: Http1Connection;

  constructor(connection: Http1Connection) {
    this.#connection = connection;
  }

  /** Waits for the next event, however long it takes. Ends the init phase, or the previous invocation. */
  async next(): Promise<Invocation> {
    const response = await this.#connection.request({
      method: 'GET',
      path: RUNTIME_API.next,
      headers: { 'user-agent': USER_AGENT },
    });
    if (response.status !== 200) throw new RuntimeApiError(describe('GET next', response));
    const invocation = readInvocation(response.headers, response.body);
    if (typeof invocation === 'string') throw new RuntimeApiError(`GET next was answered without ${invocation}`);
    return invocation;
  }

  /** Answers an invocation with a whole result; resolves once the service has taken or refused it. */
  async respond(invocation: Invocation, result: string): Promise<Refusal | undefined> {
    const response = await this.#post(RUNTIME_API.response(invocation.requestId), result, {
      [REPORT_HEADERS.invocationId]: invocation.invocationId,
    });
    return refusal('POST response', response);
  }

  /** Begins a streamed answer. It takes chunks, then an end; `answered` judges what the service says to it. */
  openResponse(invocation: Invocation, contentType: string = DEFAULT_STREAM_CONTENT_TYPE): Http1Upload {
    const headers = {
      'content-type': contentType,
      [REPORT_HEADERS.responseMode]: STREAMING_MODE,
      [REPORT_HEADERS.invocationId]: invocation.invocationId,
    };
    const path = RUNTIME_API.response(invocation.requestId);
    return this.#connection.openUpload({ method: 'POST', path, headers }, Object.values(ERROR_TRAILERS));
  }

  /** Waits until the service has taken or refused a streamed answer. */
  async answered(upload: Http1Upload): Promise<Refusal | undefined> {
    return refusal('POST response', await upload.answer);
  }

  /** Answers an invocation with what was thrown. */
  async fail(invocation: Invocation, thrown: unknown): Promise<Refusal | undefined> {
    const response = await this.#postError(RUNTIME_API.error(invocation.requestId), thrown, {
      [REPORT_HEADERS.xrayCause]: xrayCause(thrown),
      [REPORT_HEADERS.invocationId]: invocation.invocationId,
    });
    return refusal('POST error', response);
  }

  /** Reports that the function cannot be initialised. The process must exit afterwards: that is what ends init. */
  async failInit(thrown: unknown): Promise<Refusal | undefined> {
    return refusal('POST init/error', await this.#postError(RUNTIME_API.initError, thrown, {}));
  }

  #postError(path: string, thrown: unknown, headers: Headers): ReturnType<Http1Connection['request']> {
    const error = toErrorResponse(thrown);
    return this.#post(path, JSON.stringify(error), {
      ...headers,
      [REPORT_HEADERS.errorType]: headerOrNone(error.errorType),
    });
  }

  #post(path: string, body: string, headers: Headers): ReturnType<Http1Connection['request']> {
    const head = { 'content-type': 'application/json', ...headers };
    return this.#connection.request({ method: 'POST', path, headers: head }, body);
  }
}

type Headers = Record<string, string | undefined>;

/** Trailers that end a stream which failed after its first byte. */
export function errorTrailers(thrown: unknown): Record<string, string> {
  const error = toErrorResponse(thrown);
  return {
    [ERROR_TRAILERS.type]: asHeader(error.errorType),
    [ERROR_TRAILERS.body]: Buffer.from(JSON.stringify(error)).toString('base64'),
  };
}

// 413: the caller has been told. 400 and 410: the service has given this invocation up. In all three it waits for
// the next `next`. After anything else its state and ours disagree.
function refusal(call: string, response: Http1Response & { repeated?: true }): Refusal | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  // The first copy did arrive, so the second was out of order.
  if (response.repeated && (status === 400 || status === 403)) return undefined;
  if (status === 413 || status === 400 || status === 410) return describe(call, response);
  throw new RuntimeApiError(describe(call, response));
}

function describe(call: string, { status, body }: Http1Response): string {
  const text = body.toString('utf8', 0, 500).replaceAll(/\s+/g, ' ').trim();
  return `the Runtime API answered ${status} to ${call}${text === '' ? '' : `: ${text}`}`;
}

function asHeader(text: string): string {
  return text.replace(/[^\x20-\x7E]/g, '?');
}

// The header may be left out, and says the wrong thing where a name does not fit into it.
function headerOrNone(text: string): string | undefined {
  return asHeader(text) === text ? text : undefined;
}
