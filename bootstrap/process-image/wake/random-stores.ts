import crypto from 'node:crypto';
import type { Internals } from '../internals.ts';

/** What Node.js has drawn ahead, to be drawn anew in each process that wakes. */
export type RandomStores = readonly NodeJS.ArrayBufferView[];

const NAMES = ['uuidData', 'uuidNotBuffered', 'randomCache'] as const;

/** Finds the stores of `crypto.randomUUID` and `crypto.randomInt`, from which other callers draw as well. */
export function findRandomStores(internals: Internals): RandomStores {
  // They are made when they are needed first.
  crypto.randomUUID();
  crypto.randomUUID({ disableEntropyCache: true });
  crypto.randomInt(2);
  const found = internals.closure(crypto.randomUUID, NAMES);
  const missing = NAMES.filter((name) => !ArrayBuffer.isView(found[name]));
  if (missing.length > 0) throw new Error(`Node.js ${process.versions.node} keeps no ${missing.join(', no ')}`);
  return NAMES.map((name) => found[name] as NodeJS.ArrayBufferView);
}

/** Fills them. How far they are used up says nothing. */
export function renewRandomStores(stores: RandomStores): void {
  for (const store of stores) crypto.randomFillSync(store);
}
