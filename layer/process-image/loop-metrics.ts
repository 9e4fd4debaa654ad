import { BuildError } from '../build-error.ts';
import { type ImageFile, wordBytes } from './image-file.ts';

/** What the event loop has counted, in decimal: turns, events, events that were waiting; and nanoseconds of idling. */
export interface LoopCounts {
  readonly turns: readonly [string, string, string];
  readonly idle: string;
}

const WORD_BYTES = 8;
// uv__loop_metrics_t (src/uv-common.h): the three counters with room for 13 more, when the loop began to wait, and how long
// it has waited.
const IDLE_AT = 136n;

/**
 * Has the event loop begin at zero: otherwise it would have idled for longer than the process is old, and
 * `eventLoopUtilization()` would be less than nothing.
 *
 * @throws BuildError when that is not there
 */
export function resetLoopMetrics(image: ImageFile, { turns, idle }: LoopCounts): void {
  const counters = Buffer.concat(turns.map((count) => wordBytes(BigInt(count))));
  const isIdle = (address: bigint): boolean =>
    image.read(address + IDLE_AT, WORD_BYTES)?.readBigUInt64LE() === BigInt(idle);
  const found = image.find(counters).filter(isIdle);
  if (found.length !== 1) throw new BuildError('the event loop does not count where this Node.js is known to do it');
  for (const address of found) {
    image.write(address, Buffer.alloc(counters.length));
    image.write(address + IDLE_AT, Buffer.alloc(WORD_BYTES));
  }
}
