import type { Condition, OpenCondition } from './condition.ts';

/** Nothing is done: after the first starts, all files are in the page cache. */
export const OPEN_WARM_CACHE: OpenCondition = {
  details: [],
  launch: (wanted) => wanted,
  beforeStart: async () => {},
  started: () => {},
  initialised: () => {},
  ended: () => undefined,
  storageUse: async () => undefined,
  [Symbol.asyncDispose]: async () => {},
};

export const WARM_CACHE: Condition = {
  name: 'warm-cache',
  about: 'all files in the page cache',
  open: async () => OPEN_WARM_CACHE,
};
