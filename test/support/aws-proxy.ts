import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call of an SDK, as far as tests tell them apart. */
export interface AwsCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The one that the call was signed for. */
  readonly region: string;
  /** The text of the request. */
  readonly body: string;
}

/** What AWS answers: an error by its name, or any body. */
export type AwsAnswer =
  | { readonly status: number; readonly error: string; readonly message?: string }
  | { readonly body: object };

/** Stands before another server, answers some calls itself, and lets the others through. */
export interface AwsProxy extends AsyncDisposable {
  readonly endpoint: string;
  readonly calls: readonly AwsCall[];
}

/** @param upstream endpoint of the server behind; without one every call needs an answer */
export async function startAwsProxy(
  upstream: string | undefined,
  answer: (call: AwsCall) => AwsAnswer | undefined,
): Promise<AwsProxy> {
  const calls: AwsCall[] = [];
  const server = createServer((request, response) => {
    serve(request, response).catch((error) => response.destroy(error));
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const call = readCall(request, body);
    calls.push(call);
    const own = answer(call);
    if (own === undefined) await forward(upstream, request, body, response);
    else send(response, own);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function readCall({ method = '', url = '', headers }: IncomingMessage, body: Buffer): AwsCall {
  const [, region = ''] = /Credential=[^/]+\/\d+\/([\w-]+)\//.exec(headers.authorization ?? '') ?? [];
  return { method, path: url, region, body: body.toString() };
}

function send(response: ServerResponse, answer: AwsAnswer): void {
  response.setHeader('content-type', 'application/json');
  if ('body' in answer) {
    response.end(JSON.stringify(answer.body));
    return;
  }
  response.writeHead(answer.status, { 'x-amzn-errortype': answer.error });
  response.end(JSON.stringify({ Type: 'User', Message: answer.message ?? 'told by the test' }));
}

async function forward(
  upstream: string | undefined,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  if (upstream === undefined) throw new Error(`no answer for ${method} ${url}`);
  const answer = await fetch(`${upstream}${url}`, {
    method: method ?? 'GET',
    headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'x-amzn-errortype': answer.headers.get('x-amzn-errortype') ?? '',
  });
  response.end(Buffer.from(await answer.arrayBuffer()));
}
