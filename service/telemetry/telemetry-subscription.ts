import { setTimeout as delay } from 'node:timers/promises';
import type { TelemetryEvent } from '../../runtime/protocol/telemetry-events.ts';
import { EventBatch, type EventDelivery } from './event-batch.ts';
import { serializeEvent, streamOf } from './event-schema.ts';
import { HttpDelivery } from './http-delivery.ts';
import { type Dropped, logsDropped } from './platform-events.ts';
import type { SubscriptionRequest, TelemetryDestination } from './subscription-request.ts';
import { TcpDelivery } from './tcp-delivery.ts';

// One on its way and one that waits, beside the one that fills: with a subscriber that is too slow, no more is kept.
const MAX_CLOSED_BATCHES = 2;

// How Lambda backs off is not published. A batch that nobody has taken after the last of these is dropped.
const RETRY_DELAYS_MS = [50, 100, 200, 400, 800];

// Around the text of a record: the longest line fits the smallest batch.
const METADATA_BYTES = 1024;

const NOTHING: Dropped = { records: 0, bytes: 0 };

/** One extension's subscription: collects events into batches and delivers them, in order and in bounded memory. */
export class TelemetrySubscription {
  readonly request: SubscriptionRequest;
  readonly #delivery: EventDelivery;
  readonly #ended = new AbortController();
  readonly #closed: EventBatch[] = [];
  #filling = new EventBatch();
  #timer: NodeJS.Timeout | undefined;
  #dropped: Dropped = NOTHING;
  #sending: Promise<void> | undefined;

  /** @param address where the extensions of its environment listen, in place of `sandbox.localdomain` */
  constructor(request: SubscriptionRequest, address = '127.0.0.1') {
    this.request = request;
    this.#delivery = deliveryTo(request.destination, address);
  }

  /** Takes an event, if it belongs to a stream that the extension has asked for. Never waits and never fails. */
  offer(event: TelemetryEvent): void {
    const { types, schema } = this.request;
    if (this.#ended.signal.aborted || !types.includes(streamOf(event.type))) return;
    for (const item of serializeEvent(event, schema)) this.#add(item);
  }

  /**
   * Delivers what there is, full batch or not.
   *
   * @param deadlineMs Unix epoch in milliseconds; what has not been taken by then is still tried
   */
  async flush(deadlineMs: number): Promise<void> {
    const timer = new AbortController();
    const deadline = delay(Math.max(0, deadlineMs - Date.now()), undefined, { signal: timer.signal, ref: false });
    const overdue = deadline.catch(() => {});
    while (this.#holdsEvents && Date.now() < deadlineMs) {
      this.#closeBatch();
      await Promise.race([this.#sending, overdue]);
    }
    timer.abort();
  }

  /** Gives up what has not been delivered. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    clearTimeout(this.#timer);
    this.#closed.length = 0;
    this.#filling = new EventBatch();
    await this.#delivery[Symbol.asyncDispose]();
    await this.#sending;
  }

  get #holdsEvents(): boolean {
    return this.#closed.length > 0 || this.#filling.items.length > 0;
  }

  get #isFull(): boolean {
    const { maxItems, maxBytes } = this.request.buffering;
    return this.#filling.items.length >= maxItems || this.#filling.bytes >= maxBytes;
  }

  /** Its time was up when there was no room for it. */
  get #isOverdue(): boolean {
    return this.#filling.items.length > 0 && this.#timer === undefined;
  }

  #add(item: string): void {
    const bytes = Buffer.byteLength(item);
    if (this.#isFull || bytes > this.request.buffering.maxBytes + METADATA_BYTES) {
      this.#drop({ records: 1, bytes });
      return;
    }
    this.#filling.add(item, bytes);
    if (this.#isFull) this.#closeBatch();
    else this.#timer ??= setTimeout(() => this.#closeBatch(), this.request.buffering.timeoutMs).unref();
  }

  /** While there is no room for another batch, this one goes on filling. */
  #closeBatch(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#filling.items.length > 0 && this.#closed.length < MAX_CLOSED_BATCHES) {
      this.#closed.push(this.#filling);
      this.#filling = new EventBatch();
    }
    if (this.#closed.length > 0) this.#sending ??= this.#send();
  }

  async #send(): Promise<void> {
    for (let batch = this.#closed[0]; batch !== undefined; batch = this.#closed[0]) {
      const taken = await this.#deliver(batch);
      if (this.#ended.signal.aborted) break;
      this.#closed.shift();
      if (this.#isFull || this.#isOverdue) this.#closeBatch();
      // Said only to a subscriber that listens again: for one that is gone it would never end.
      if (taken) this.#reportDropped();
      else this.#drop(batch.loss);
    }
    this.#sending = undefined;
  }

  async #deliver(batch: EventBatch): Promise<boolean> {
    for (const retryMs of [...RETRY_DELAYS_MS, undefined]) {
      try {
        await this.#delivery.deliver(batch);
        return true;
      } catch {
        // Whatever the reason, the answer is the same: another attempt.
        if (retryMs === undefined || this.#ended.signal.aborted) return false;
        await delay(retryMs, undefined, { signal: this.#ended.signal, ref: false }).catch(() => {});
      }
    }
    return false;
  }

  #drop({ records, bytes }: Dropped): void {
    this.#dropped = { records: this.#dropped.records + records, bytes: this.#dropped.bytes + bytes };
  }

  #reportDropped(): void {
    if (this.#dropped.records === 0) return;
    const record = logsDropped(this.#dropped);
    this.#dropped = NOTHING;
    this.offer({ time: new Date().toISOString(), type: 'platform.logsDropped', record });
  }
}

function deliveryTo(destination: TelemetryDestination, address: string): EventDelivery {
  if (destination.protocol === 'HTTP') return new HttpDelivery(destination, address);
  return new TcpDelivery(destination.port, address);
}
