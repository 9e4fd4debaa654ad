import { randomUUID } from 'node:crypto';
import { MAX_EVENT_BYTES } from '../../runtime/protocol/invoke-api.ts';
import { readFunctionReference } from '../functions/function-reference.ts';
import type { AsyncObserver } from './async-observer.ts';
import { deadLetterAttributes } from './destinations/dead-letter.ts';
import type { Delivery, DeliveryQueue } from './destinations/delivery-queue.ts';
import { readDestinationArn } from './destinations/destination-arn.ts';
import { invocationRecord, type RecordedEvent } from './destinations/invocation-record.ts';
import type { DestinationConfig } from './event-invoke-configs.ts';
import type { EventQueue } from './event-queue.ts';
import { isLoop, withLineage } from './lineage.ts';

/** Where events go that leave the queue. */
export interface CompletionOptions {
  readonly queue: EventQueue;
  readonly deliveries: DeliveryQueue;
  readonly observer: AsyncObserver;
  readonly onNotice: (line: string) => void;
}

/** Where the records of one event go. */
export interface Outlets {
  readonly destinations: DestinationConfig;
  readonly deadLetterArn: string | undefined;
}

/** Who has something to do now. */
export interface Forwarded {
  /** A function that is the destination. */
  readonly functionName?: string;
}

const LOOP = 'functions invoke each other in a loop';

/** Takes an event out of the queue and passes on what is to be known of it, in one transaction: nothing is lost between. */
export class EventCompletion {
  readonly #options: CompletionOptions;

  constructor(options: CompletionOptions) {
    this.#options = options;
  }

  /** To be called within a transaction. */
  complete(recorded: RecordedEvent, { destinations, deadLetterArn }: Outlets, nowMs: number): Forwarded {
    const { queue, deliveries } = this.#options;
    const { event, condition } = recorded;
    // Gone in the meantime, with its function.
    if (!queue.remove(event.sequence)) return {};
    const succeeded = condition === 'Success';
    const { Destination } = succeeded ? destinations.OnSuccess : destinations.OnFailure;
    if (!succeeded && deadLetterArn !== undefined) deliveries.add(deadLetter(recorded, deadLetterArn), nowMs);
    if (!Destination) return {};
    const body = invocationRecord(recorded);
    if (readDestinationArn(Destination).service === 'lambda') return this.#invoke(Destination, recorded, body, nowMs);
    deliveries.add({ ...delivery(recorded), kind: 'destination', targetArn: Destination, body, attributes: {} }, nowMs);
    return {};
  }

  /** Another function gets the record as its event, through the same queue. */
  #invoke(arn: string, { event, functionArn }: RecordedEvent, body: string, nowMs: number): Forwarded {
    const { queue, observer, onNotice } = this.#options;
    const payload = Buffer.from(body);
    if (payload.length > MAX_EVENT_BYTES) {
      observer.deliveryFailed?.(event.reference.name);
      const size = `its record has ${payload.length} bytes, more than an event may have`;
      onNotice(`event ${event.requestId} of ${functionArn} does not reach its destination ${arn}: ${size}`);
      return {};
    }
    const reference = readFunctionReference(arn);
    const traceId = withLineage(event.traceId, reference.name);
    if (isLoop(traceId, reference.name)) {
      observer.dropped?.(reference.name);
      onNotice(`event ${event.requestId} of ${functionArn} does not reach its destination ${arn}: ${LOOP}`);
      return {};
    }
    queue.add({ requestId: randomUUID(), reference, payload, traceId, tenantId: undefined }, nowMs);
    return { functionName: reference.name };
  }
}

function deadLetter(recorded: RecordedEvent, targetArn: string): Delivery {
  const body = recorded.event.payload.toString();
  return { ...delivery(recorded), kind: 'dead-letter', targetArn, body, attributes: deadLetterAttributes(recorded) };
}

function delivery({ event, functionArn, condition }: RecordedEvent) {
  const { requestId, reference } = event;
  return { functionName: reference.name, functionArn, requestId, succeeded: condition === 'Success' };
}
