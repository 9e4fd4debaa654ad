import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a function talks to while it is measured. */
export interface Backend extends AsyncDisposable {
  /** How the function learns of it. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * As much of DynamoDB and S3 as the workloads ask for: PutItem answers with the item and `stored: true`, GetObject with
 * JSON that names the object. Both so tell from the answer that the request came.
 */
export async function openAwsEndpoint(): Promise<Backend> {
  const server = createServer((request, response) => void answer(request, response));
  // A contender that waits for its turn longer than this would have to connect again.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    variables: { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_ENDPOINT_URL_S3: endpoint },
    [Symbol.asyncDispose]: () => close(server),
  };
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

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
