import { setTimeout as delay } from 'node:timers/promises';

/**
 * The first of several ends of a wait, or the limit of time.
 *
 * @param limitMs milliseconds from now; nothing or less ends the wait at once
 * @param onLimit makes the result when the limit comes first
 */
export async function raceWithLimit<T>(limitMs: number, onLimit: () => T, ends: readonly Promise<T>[]): Promise<T> {
  const timer = new AbortController();
  // Not a reason to stay alive: who waits for a process or a socket has that one.
  const limit = delay(Math.max(0, limitMs), undefined, { signal: timer.signal, ref: false });
  try {
    return await Promise.race([...ends, limit.then(onLimit)]);
  } finally {
    timer.abort();
  }
}
