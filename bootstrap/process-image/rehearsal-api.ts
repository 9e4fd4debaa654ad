import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXTENSION_HEADERS } from '../../runtime/protocol/extensions-api.ts';

const TRACE_ID = 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0';
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:rehearsal';
const LIMIT_MS = 30_000;
/** Where the credentials of a rehearsal are. */
const CREDENTIALS_PATH = '/credentials';
const CREDENTIALS_LAST_MS = 5_000;

/** An answer of the function's, to an event or in place of one. */
export interface RehearsedCall {
  readonly path: string;
  readonly body: string;
}

/** Lambda, as far as a rehearsal needs it. */
export interface RehearsalApi {
  /** What AWS_LAMBDA_RUNTIME_API holds. */
  readonly address: string;
  /** What AWS_CONTAINER_CREDENTIALS_FULL_URI may hold: whoever asks is given keys of nobody, for a few seconds. */
  readonly credentials: string;
  /** The calls that answered something, in their order. */
  readonly calls: readonly RehearsedCall[];
  /** Ends all connections, and waits until they are. */
  close(): Promise<void>;
}

/**
 * Hands these events out, one by one. Who asks for another loses the connection, and can have no other: nothing else
 * ends the runtime's loop.
 */
export async function openRehearsalApi(events: readonly unknown[]): Promise<RehearsalApi> {
  const waiting = [...events];
  const calls: RehearsedCall[] = [];
  // Not imported: loading it looks at the streams that are to be muted by then.
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer({ keepAlive: true }, (request, response) => {
    // Node.js keeps the text of a date for a second, and would wake with that of the build.
    response.sendDate = false;
    void readAll(request).then((body) => {
      if (request.url?.endsWith('/next')) next(server, response, waiting);
      else if (request.url === CREDENTIALS_PATH) response.end(credentials());
      else {
        calls.push({ path: request.url ?? '', body });
        response.writeHead(202, { [EXTENSION_HEADERS.identifier]: 'rehearsal' }).end('{"status":"OK"}\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const address = `127.0.0.1:${port}`;
  return { address, credentials: `http://${address}${CREDENTIALS_PATH}`, calls, close: () => close(server) };
}

/** Clients ask again for those that are about to end: what wakes finds its own. */
function credentials(): string {
  const Expiration = new Date(Date.now() + CREDENTIALS_LAST_MS).toISOString();
  return JSON.stringify({ AccessKeyId: 'REHEARSAL', SecretAccessKey: 'of nobody', Token: 'of nobody', Expiration });
}

function next(server: Server, response: ServerResponse, waiting: unknown[]): void {
  if (waiting.length === 0) {
    server.close();
    server.closeAllConnections();
    return;
  }
  const headers = {
    'Lambda-Runtime-Aws-Request-Id': '00000000-0000-4000-8000-000000000000',
    'Lambda-Runtime-Deadline-Ms': String(Date.now() + LIMIT_MS),
    'Lambda-Runtime-Invoked-Function-Arn': ARN,
    'Lambda-Runtime-Trace-Id': TRACE_ID,
    'Content-Type': 'application/json',
  };
  response.writeHead(200, headers).end(JSON.stringify(waiting.shift()));
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  // A connection that is ended in the middle has said all that it will.
  request.on('error', () => {});
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
