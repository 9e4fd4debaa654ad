import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One event as a subscriber sees it. */
export interface ReceivedEvent {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

/** One request that a subscriber got. */
export interface ReceivedBatch {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly host: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: number;
  readonly events: readonly ReceivedEvent[];
}

/** The HTTP server of a subscriber. */
export interface TelemetryListener extends AsyncDisposable {
  readonly port: number;
  readonly batches: readonly ReceivedBatch[];
  readonly events: readonly ReceivedEvent[];
  readonly connections: number;
}

/** Listens on a free port; `answer` may take its time, or refuse. */
export async function startTelemetryListener(
  answer: (response: ServerResponse, request: number) => void | Promise<void> = (response) => void response.end(),
  port = 0,
  address = '127.0.0.1',
): Promise<TelemetryListener> {
  const batches: ReceivedBatch[] = [];
  let connections = 0;
  let requests = 0;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { method, url: path, headers } = request;
    requests += 1;
    const before = batches.length;
    batches.push({
      method,
      path,
      host: headers.host,
      contentType: headers['content-type'],
      bytes: body.length,
      events: JSON.parse(body),
    });
    await answer(response, requests);
    if (response.statusCode !== 200) batches.splice(before, 1);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(port, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    batches,
    get events() {
      return batches.flatMap(({ events }) => events);
    },
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
