import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

// Output still on its way when the process ends; whoever inherited the pipe may hold it open for ever.
const LAST_OUTPUT_MS = 200;

/** Waits until the output of a process that has ended has been read, and closes what somebody else holds open. */
export async function readLastOutput(outputs: readonly Readable[]): Promise<void> {
  const timer = new AbortController();
  const open = outputs.filter((stream) => !stream.closed);
  const closed = Promise.all(open.map((stream) => once(stream, 'close')));
  await Promise.race([closed, delay(LAST_OUTPUT_MS, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  for (const stream of open) stream.destroy();
}
