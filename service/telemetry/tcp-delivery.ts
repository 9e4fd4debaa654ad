import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { EventBatch, EventDelivery } from './event-batch.ts';
import { SUBSCRIBER_HOST, subscriberConnection } from './subscriber-address.ts';

/** Sends batches as lines of JSON, all on one connection; a new one is opened only where the last one broke. */
export class TcpDelivery implements EventDelivery {
  readonly #port: number;
  readonly #address: string;
  #socket: Socket | undefined;
  readonly #ended = new AbortController();

  constructor(port: number, address: string) {
    this.#port = port;
    this.#address = address;
  }

  async deliver(batch: EventBatch): Promise<void> {
    const socket = await this.#connection();
    // Resolves when the kernel has taken all of it: more than that TCP does not tell.
    await new Promise<void>((resolve, reject) => {
      socket.write(`${batch.items.join('\n')}\n`, (error) => (error ? reject(error) : resolve()));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#socket?.destroy();
  }

  async #connection(): Promise<Socket> {
    if (this.#socket?.writable) return this.#socket;
    const { signal } = this.#ended;
    signal.throwIfAborted();
    const socket = connect({ host: SUBSCRIBER_HOST, port: this.#port, ...subscriberConnection(this.#address) });
    this.#socket = socket;
    await once(socket, 'connect', { signal });
    // What breaks shows in the next write.
    socket.on('error', () => {});
    socket.resume();
    return socket;
  }
}
