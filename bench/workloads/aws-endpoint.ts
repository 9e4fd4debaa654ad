import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What a function talks to while it is measured. */
export interface Backend extends AsyncDisposable {
  /** How the function learns of it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Absolute paths of files that the variables name. */
  readonly files: readonly string[];
}

const [CERTIFICATE, KEY] = ['certificate.pem', 'key.pem'].map((name) =>
  fileURLToPath(new URL(`test-only-tls/${name}`, import.meta.url)),
) as [string, string];

/**
 * At the same port in each run, where that is free: a function whose image has answered events keeps the address. Both are
 * below those that systems hand out.
 */
const PORTS = { http: 18_080, https: 18_443 };

/**
 * As much of DynamoDB and S3 as the workloads ask for: PutItem answers with the item and `stored: true`, GetObject with
 * JSON that names the object. Both so tell from the answer that the request came.
 */
export async function openAwsEndpoint(): Promise<Backend> {
  const server = createServer((request, response) => void answer(request, response));
  return await opened(server, 'http', {});
}

/** The same over TLS, with a certificate that functions trust beside those of the public authorities. */
export async function openSecureAwsEndpoint(): Promise<Backend> {
  const identity = { cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) };
  const server = createSecureServer(identity, (request, response) => void answer(request, response));
  return await opened(server, 'https', { NODE_EXTRA_CA_CERTS: CERTIFICATE });
}

async function opened(
  server: Server | SecureServer,
  scheme: 'http' | 'https',
  trust: Readonly<Record<string, string>>,
): Promise<Backend> {
  // A contender that waits for its turn longer than this would have to connect again.
  server.keepAliveTimeout = 0;
  await listen(server, PORTS[scheme]).catch(() => listen(server, 0));
  const endpoint = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    variables: { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_ENDPOINT_URL_S3: endpoint, ...trust },
    files: Object.values(trust),
    [Symbol.asyncDispose]: () => close(server),
  };
}

async function listen(server: Server | SecureServer, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  if (request.headers['x-amz-target'] === 'DynamoDB_20120810.PutItem') {
    const attributes = { ...JSON.parse(body).Item, stored: { BOOL: true } };
    respond(response, 200, 'application/x-amz-json-1.0', { Attributes: attributes });
  } else if (request.method === 'GET') {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    respond(response, 200, 'application/json', { object: pathname });
  } else {
    respond(response, 501, 'application/json', { message: 'only PutItem and GetObject' });
  }
}

function respond(response: ServerResponse, status: number, type: string, value: object): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

async function close(server: Server | SecureServer): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
