import type { Client } from 'undici';
import type { EventBatch, EventDelivery } from './event-batch.ts';
import { SUBSCRIBER_HOST, subscriberConnection } from './subscriber-address.ts';
import type { TelemetryDestination } from './subscription-request.ts';

type HttpDestination = Extract<TelemetryDestination, { protocol: 'HTTP' }>;

/** Sends batches as JSON arrays, one after the other on one connection that is kept alive. */
export class HttpDelivery implements EventDelivery {
  readonly #destination: HttpDestination;
  readonly #address: string;
  #client: Promise<Client> | undefined;

  /** @param address in place of the destination's host name */
  constructor(destination: HttpDestination, address: string) {
    this.#destination = destination;
    this.#address = address;
  }

  async deliver(batch: EventBatch): Promise<void> {
    this.#client ??= this.#connect();
    const client = await this.#client;
    const { method, path, host } = this.#destination;
    const { statusCode, body } = await client.request({
      method,
      path,
      headers: { host, 'content-type': 'application/json' },
      body: `[${batch.items.join(',')}]`,
    });
    await body.dump();
    if (statusCode < 200 || statusCode > 299) throw new Error(`the subscriber answered ${statusCode}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#client)?.destroy();
  }

  async #connect(): Promise<Client> {
    // Not before the first subscriber: it costs the start of every command 90 ms.
    const { Client } = await import('undici');
    // The subscriber may be frozen in the middle of a request, for hours.
    const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
    const connect = subscriberConnection(this.#address);
    return new Client(`http://${SUBSCRIBER_HOST}:${this.#destination.port}`, { ...timeouts, connect });
  }
}
