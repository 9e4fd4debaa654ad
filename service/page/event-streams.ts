import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Exchange } from '../http/route.ts';
import { ServiceError } from '../http/service-error.ts';
import type { PageHub } from './page-hub.ts';

interface Reader {
  readonly response: ServerResponse;
  /** The number of the last message that it was sent. */
  sent: number;
  /** Since when it has not read what it was sent. */
  lateSinceMs?: number | undefined;
}

interface Message {
  readonly number: number;
  readonly text: string;
}

const BETWEEN_MESSAGES_MS = 100;
const HEARTBEAT_MS = 10_000;
const PATIENCE_MS = 30_000;
const MOST_READERS = 64;
// For who comes back after a moment; all others get the whole state.
const KEPT_MESSAGES = 64;
const KEPT_CHARACTERS = 2_097_152;

/**
 * Server-sent events for pages: the whole state at first, then what changes, at most ten times a second. What waits to
 * be read is never more than one message a reader: who is late gets the changes together, or the whole state again, and
 * who reads nothing for half a minute is dropped.
 */
export class EventStreams implements Disposable {
  readonly #hub: PageHub;
  readonly #readers = new Set<Reader>();
  /** Numbers mean nothing to another service on the same port. */
  readonly #service: string = randomUUID();
  #messages: Message[] = [];
  #number = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(hub: PageHub) {
    this.#hub = hub;
  }

  /** @throws ServiceError TooManyRequestsException when there are too many readers */
  open({ request, response }: Exchange): void {
    if (this.#readers.size >= MOST_READERS)
      throw new ServiceError('TooManyRequestsException', 'too many pages are open already');
    this.#flush();
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    response.write('retry: 1000\n\n');
    const reader: Reader = { response, sent: this.#sentBefore(request.headers['last-event-id']) };
    this.#readers.add(reader);
    response.on('drain', () => this.#caughtUp(reader));
    response.once('close', () => this.#leave(reader));
    this.#hub.onChange = () => this.#scheduleFlush();
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    this.#send(reader);
  }

  [Symbol.dispose](): void {
    for (const { response } of this.#readers) response.end();
    this.#rest();
  }

  /** The number behind the id of an event, or -1 where it says nothing. */
  #sentBefore(id: string | string[] | undefined): number {
    const [service, number] = String(id ?? '').split('/');
    return service === this.#service ? Number(number) : -1;
  }

  #scheduleFlush(): void {
    this.#flushTimer ??= setTimeout(() => this.#flush(), BETWEEN_MESSAGES_MS).unref();
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const change = JSON.stringify(this.#hub.takeChanges());
    this.#number += 1;
    // Without readers nobody can come back for it.
    if (this.#readers.size === 0) this.#messages = [];
    else this.#keep({ number: this.#number, text: this.#message(change) });
    for (const reader of this.#readers) this.#send(reader);
  }

  #keep(message: Message): void {
    this.#messages.push(message);
    let characters = this.#messages.reduce((sum, { text }) => sum + text.length, 0);
    while (this.#messages.length > KEPT_MESSAGES || characters > KEPT_CHARACTERS)
      characters -= this.#messages.shift()?.text.length ?? 0;
  }

  #message(change: string): string {
    return `id: ${this.#service}/${this.#number}\ndata: ${change}\n\n`;
  }

  #send(reader: Reader): void {
    if (reader.lateSinceMs !== undefined || reader.sent === this.#number) return;
    const missed = this.#messages.filter(({ number }) => number > reader.sent);
    const text =
      missed.length === this.#number - reader.sent
        ? missed.map((message) => message.text).join('')
        : this.#message(JSON.stringify(this.#hub.whole()));
    reader.sent = this.#number;
    if (!reader.response.write(text)) reader.lateSinceMs = performance.now();
  }

  #caughtUp(reader: Reader): void {
    reader.lateSinceMs = undefined;
    this.#send(reader);
  }

  #beat(): void {
    const latest = performance.now() - PATIENCE_MS;
    for (const { response, lateSinceMs } of this.#readers) {
      if (lateSinceMs === undefined) response.write(': here\n\n');
      else if (lateSinceMs < latest) response.destroy();
    }
  }

  #leave(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size === 0) this.#rest();
  }

  /** Nobody reads any more. */
  #rest(): void {
    this.#hub.onChange = undefined;
    clearTimeout(this.#flushTimer);
    clearInterval(this.#heartbeat);
    this.#flushTimer = undefined;
    this.#heartbeat = undefined;
    this.#messages = [];
  }
}
