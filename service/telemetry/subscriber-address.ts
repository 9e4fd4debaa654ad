import type { LookupFunction } from 'node:net';

/** The name under which subscribers are connected to. */
export const SUBSCRIBER_HOST = 'sandbox.localdomain';

/** Options of a connection to a subscriber. */
export interface SubscriberConnection {
  readonly lookup: LookupFunction;
  readonly autoSelectFamily: true;
  readonly autoSelectFamilyAttemptTimeout: number;
}

const LOCALHOST = '127.0.0.1';
// Only a refusal leads to the next address. A process that stands still accepts connections all the same.
const ATTEMPT_MS = 10_000;

/**
 * How a subscriber is reached: at the address of its environment, and at 127.0.0.1 if it listens only there.
 *
 * @param address of the loopback interface that its environment calls `sandbox.localdomain`
 */
export function subscriberConnection(address: string): SubscriberConnection {
  const addresses = [...new Set([address, LOCALHOST])].map((each) => ({ address: each, family: 4 }));
  return {
    lookup: (_host, { all }, callback) => (all ? callback(null, addresses) : callback(null, address, 4)),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
  };
}
