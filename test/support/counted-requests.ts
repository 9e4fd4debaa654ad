import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** How many requests the servers of this process have been sent. */
export interface CountedRequests extends Disposable {
  /** Their head is there; the first turn of whoever takes them has run. */
  begun(): number;
}

const BEGUN = 'http.server.request.start';

/** Counts from now on. */
export function countRequests(): CountedRequests {
  let begun = 0;
  const count = (): void => {
    begun += 1;
  };
  subscribe(BEGUN, count);
  return { begun: () => begun, [Symbol.dispose]: () => unsubscribe(BEGUN, count) };
}
