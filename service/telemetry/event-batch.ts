import type { Dropped } from './platform-events.ts';

/** Events that are delivered together, each as JSON text. */
export class EventBatch {
  readonly #items: string[] = [];
  #bytes = 0;

  get items(): readonly string[] {
    return this.#items;
  }

  /** The size of its events in UTF-8. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is lost with it. */
  get loss(): Dropped {
    return { records: this.#items.length, bytes: this.#bytes };
  }

  add(item: string, bytes: number): void {
    this.#items.push(item);
    this.#bytes += bytes;
  }
}

/** Takes batches to a subscriber. Whoever makes it disposes of it. */
export interface EventDelivery extends AsyncDisposable {
  /** Resolves when the subscriber has taken the batch; rejects when it has not, or may not have. */
  deliver(batch: EventBatch): Promise<void>;
}
