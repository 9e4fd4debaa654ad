import type { AsyncObserver } from '../async-observer.ts';
import { backOffMs } from '../retry-schedule.ts';
import type { WriteBatch } from '../write-batch.ts';
import type { Delivery, DeliveryQueue, QueuedDelivery } from './delivery-queue.ts';

/** What sends, and how. */
export interface DeliveryOptions {
  readonly deliveries: DeliveryQueue;
  readonly writes: WriteBatch;
  /** Rejects when it has not arrived. */
  readonly send: (delivery: Delivery) => Promise<void>;
  readonly timeScale: number;
  readonly observer: AsyncObserver;
  readonly onNotice: (line: string) => void;
}

const DELIVERIES_AT_A_TIME = 10;
// With the delays in between, half a minute.
const MAX_FAILURES = 6;
const FAULT_DELAY_MS = 1000;

/** Sends what waits for its destination. What cannot be sent is tried a few times more, then told and given up. */
export class DeliveryDispatcher {
  readonly #options: DeliveryOptions;
  readonly #underWay = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** There may be something to send. */
  wake(): void {
    if (this.#closed) return;
    const { deliveries } = this.#options;
    const nowMs = Date.now();
    const free = DELIVERIES_AT_A_TIME - this.#underWay.size;
    // The end of one that is under way is the next chance.
    if (free === 0) return;
    for (const delivery of deliveries.due(nowMs, free, this.#underWay)) {
      this.#underWay.add(delivery.sequence);
      void this.#run(delivery);
    }
    clearTimeout(this.#timer);
    const nextMs = deliveries.nextDueMs(nowMs);
    if (nextMs !== undefined) this.#timer = setTimeout(() => this.wake(), Math.max(1, Math.ceil(nextMs - nowMs)));
  }

  /** Leaves everything for the next service. */
  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #run(delivery: QueuedDelivery): Promise<void> {
    const { deliveries, writes, send, onNotice } = this.#options;
    try {
      const fault = await send(delivery).then(
        () => undefined,
        (error: unknown) => (error instanceof Error && error.message ? error.message : String(error)),
      );
      if (this.#closed) return;
      if (fault === undefined) await writes.write(() => deliveries.remove(delivery.sequence));
      else await this.#failed(delivery, fault);
    } catch (error) {
      if (this.#closed) return;
      onNotice(`a fault of snapboot itself: record of ${delivery.requestId}: ${String(error)}`);
      // What cannot be noted must not be sent over and over.
      setTimeout(() => this.#ended(delivery), FAULT_DELAY_MS).unref();
      return;
    }
    this.#ended(delivery);
  }

  #ended({ sequence }: QueuedDelivery): void {
    this.#underWay.delete(sequence);
    this.wake();
  }

  async #failed(delivery: QueuedDelivery, fault: string): Promise<void> {
    const { deliveries, writes, timeScale, observer, onNotice } = this.#options;
    const { sequence, kind, targetArn, functionArn, functionName, requestId } = delivery;
    const failures = delivery.failures + 1;
    if (failures < MAX_FAILURES) {
      const dueMs = Date.now() + backOffMs(failures, { timeScale, random: Math.random });
      return writes.write(() => deliveries.putBack(sequence, failures, dueMs));
    }
    await writes.write(() => deliveries.remove(sequence));
    if (kind === 'destination') observer.deliveryFailed?.(functionName);
    else observer.deadLetterFailed?.(functionName);
    const place = kind === 'destination' ? 'its destination' : 'its dead-letter queue';
    const oneLine = fault.replaceAll(/\s+/g, ' ').slice(0, 300);
    onNotice(`event ${requestId} of ${functionArn} does not reach ${place} ${targetArn}: ${oneLine}`);
  }
}
