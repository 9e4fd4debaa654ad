import { MAX_EVENT_BYTES } from '../../runtime/protocol/invoke-api.ts';
import { ServiceError } from '../http/service-error.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { AsyncEvent } from './async-event.ts';
import type { AsyncObserver } from './async-observer.ts';
import { AwsDestinations } from './destinations/aws-destinations.ts';
import { DeliveryDispatcher } from './destinations/delivery-dispatcher.ts';
import { DeliveryQueue } from './destinations/delivery-queue.ts';
import type { EventInvoker } from './event-attempt.ts';
import { EventCompletion } from './event-completion.ts';
import { EventDispatcher } from './event-dispatcher.ts';
import { EventInvokeConfigs } from './event-invoke-configs.ts';
import { EventQueue } from './event-queue.ts';
import { isLoop, withLineage } from './lineage.ts';
import { WriteBatch } from './write-batch.ts';

/** What asynchronous invocations need of the service. */
export interface AsyncInvocationsOptions {
  /** Must outlive them. */
  readonly database: StateDatabase;
  readonly invoker: EventInvoker;
  /** Events at a time, of all functions together. */
  readonly concurrency: number;
  /** What all waiting times are multiplied by, and the age that events may have; for tests. */
  readonly timeScale?: number;
  /** Where SQS, SNS and EventBridge are; without it, what AWS_ENDPOINT_URL and the like say. */
  readonly awsEndpoint?: string | undefined;
  readonly observer?: AsyncObserver;
  readonly onNotice: (line: string) => void;
}

const LOOP = 'The function invokes itself, or functions invoke each other: the invocation was stopped.';

/**
 * Asynchronous invocations: events are accepted at once, wait in a queue on the disk, and are given to their functions at
 * least once, also when the service ends in between. What is to be known of them goes to destinations.
 */
export class AsyncInvocations {
  /** How events are retried, and where their records go. */
  readonly configs: EventInvokeConfigs;
  readonly #database: StateDatabase;
  readonly #queue: EventQueue;
  readonly #writes: WriteBatch;
  readonly #events: EventDispatcher;
  readonly #deliveries: DeliveryDispatcher;
  readonly #observer: AsyncObserver;
  readonly #onNotice: (line: string) => void;
  readonly #resources = new DisposableStack();

  constructor(options: AsyncInvocationsOptions) {
    const { database, timeScale = 1, observer = {}, onNotice } = options;
    this.#database = database;
    this.#observer = observer;
    this.#onNotice = onNotice;
    this.configs = new EventInvokeConfigs(database);
    this.#queue = new EventQueue(database);
    const deliveries = new DeliveryQueue(database);
    // Disposed of in reverse order: what was asked for is written when nothing more is.
    this.#writes = this.#resources.use(new WriteBatch(database));
    const aws = this.#resources.use(new AwsDestinations(options.awsEndpoint));
    const shared = { writes: this.#writes, timeScale, observer, onNotice };
    this.#deliveries = this.#resources.use(
      new DeliveryDispatcher({ ...shared, deliveries, send: (delivery) => aws.send(delivery) }),
    );
    this.#events = this.#resources.use(
      new EventDispatcher({
        ...shared,
        invoker: options.invoker,
        concurrency: options.concurrency,
        queue: this.#queue,
        configs: this.configs,
        completion: new EventCompletion({ queue: this.#queue, deliveries, observer, onNotice }),
        onCompleted: () => this.#deliveries.wake(),
      }),
    );
  }

  /** Goes on with what an earlier service has left; the functions must be there. */
  start(): void {
    this.#events.start();
    this.#deliveries.wake();
  }

  /**
   * Takes an event over. When the promise resolves, it is on the disk.
   *
   * @throws ServiceError RequestTooLargeException, RecursiveInvocationException
   */
  async accept(event: AsyncEvent): Promise<void> {
    checkSize(event);
    const { name } = event.reference;
    const traceId = withLineage(event.traceId, name);
    if (isLoop(traceId, name)) throw new ServiceError('RecursiveInvocationException', LOOP);
    await this.#writes.write(() => this.#queue.add({ ...event, traceId }, Date.now()));
    this.#observer.accepted?.(name);
    this.#events.wake(name);
  }

  /** A function was deleted: its events and its configurations go. With a qualifier, only that version or alias was. */
  forget(functionName: string, qualifier?: string): void {
    if (qualifier !== undefined) {
      this.configs.delete({ name: functionName, qualifier });
      return;
    }
    const events = this.#database.transaction(() => {
      this.configs.deleteAll(functionName);
      return this.#queue.removeAll(functionName);
    });
    for (let dropped = 0; dropped < events; dropped += 1) this.#observer.dropped?.(functionName);
    if (events > 0) this.#onNotice(`events of ${functionName} were dropped with the function: ${events}`);
  }

  /** Waits for nothing: what is under way is given to its function again by the next service. */
  [Symbol.dispose](): void {
    this.#resources.dispose();
  }
}

function checkSize({ payload }: AsyncEvent): void {
  if (payload.length <= MAX_EVENT_BYTES) return;
  const limit = `is too large for the Event invocation type (limit ${MAX_EVENT_BYTES} bytes)`;
  throw new ServiceError('RequestTooLargeException', `${payload.length} byte payload ${limit}`);
}
