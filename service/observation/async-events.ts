import type { AsyncObserver } from '../async-invocations/async-observer.ts';
import type { ServiceEvents } from './service-events.ts';

/** Tells of what happens to asynchronous invocations. */
export function observeAsync(events: ServiceEvents): Required<AsyncObserver> {
  return {
    accepted: (functionName) => events.emit({ type: 'async.accepted', functionName }),
    invoked: (functionName, ageMs) => events.emit({ type: 'async.invoked', functionName, ageMs }),
    dropped: (functionName) => events.emit({ type: 'async.dropped', functionName }),
    deadLetterFailed: (functionName) => events.emit({ type: 'async.dead-letter-error', functionName }),
    deliveryFailed: (functionName) => events.emit({ type: 'async.destination-failure', functionName }),
  };
}
