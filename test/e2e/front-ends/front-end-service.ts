import { join } from 'node:path';
import { type Dispatcher, request } from 'undici';
import type { LambdaServiceOptions } from '../../../service/service-options.ts';
import { startService, type TestService } from '../../support/start-service.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';

/** A request of a test. */
export interface HttpRequest {
  readonly method?: string;
  /** Sent in place of that of the address. */
  readonly host?: string;
  /** Names and values, one after another, or an object. */
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer | object;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
  /** The body, parsed. */
  json(): unknown;
}

/** A service with function URLs and APIs. */
export interface FrontEndService extends AsyncDisposable {
  readonly lambda: TestService;
  readonly folder: TemporaryFolder;
  /** Sends a request to the service, and reads the answer. */
  send(path: string, request?: HttpRequest): Promise<HttpAnswer>;
  /** `host:port` of a function URL or an API, as the greeting has it. */
  hostOf(name: string): string;
}

const FUNCTIONS = join(process.cwd(), 'test/fixtures/functions');

/** A function among the fixtures, with what is declared for it; there is time enough. */
export function declared(name: string, more: object = {}): object {
  return { name, path: FUNCTIONS, handler: `${name}.handler`, timeout: 60, ...more };
}

/** Starts a service with a file of declarations. */
export async function startFrontEnds(
  declarations: { readonly functions: readonly object[]; readonly apis?: readonly object[] },
  options: Partial<LambdaServiceOptions> = {},
): Promise<FrontEndService> {
  const folder = await temporaryFolder({ 'snapboot.json': JSON.stringify(declarations) });
  const lambda = await startService({ paths: [folder.path], ...options });
  return {
    lambda,
    folder,
    send: (path, asked) => send(lambda.service.endpoint, path, asked),
    hostOf: (name) => {
      const found = lambda.service.addresses.find((each) => each.name === name);
      return new URL(found?.address ?? 'http://none').host;
    },
    async [Symbol.asyncDispose]() {
      await lambda[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function send(endpoint: string, path: string, asked: HttpRequest = {}): Promise<HttpAnswer> {
  const { method = asked.body === undefined ? 'GET' : 'POST', host, headers = {}, body } = asked;
  const isWritable = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const { statusCode, statusText, ...answer } = await request(endpoint + path, {
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers, ...(host !== undefined && { host }) },
    body: isWritable ? (body ?? null) : JSON.stringify(body),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return {
    status: statusCode,
    statusText,
    headers: answer.headers,
    body: bytes,
    json: () => JSON.parse(bytes.toString()),
  };
}
