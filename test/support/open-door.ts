import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server whose callers wait until it is opened. */
export interface Door extends AsyncDisposable {
  readonly url: string;
  /** How many wait. */
  waiting(): number;
  /** Answers them, and all that come later. */
  open(): void;
}

/** Starts it on a free port, closed. */
export async function openDoor(): Promise<Door> {
  const waiting = new Set<ServerResponse>();
  let isOpen = false;
  const server = createServer((_request, response) => {
    if (isOpen) response.end('come in');
    else waiting.add(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    waiting: () => waiting.size,
    open() {
      isOpen = true;
      for (const response of waiting) response.end('come in');
      waiting.clear();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
