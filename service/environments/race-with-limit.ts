/**
 * The first of several ends of a wait, or the limit of time.
 *
 * @param limitMs milliseconds from now; nothing or less ends the wait at once
 * @param onLimit makes the result when the limit comes first
 */
export async function raceWithLimit<T>(limitMs: number, onLimit: () => T, ends: readonly Promise<T>[]): Promise<T> {
  // Not the timer of node:timers/promises: to abort one costs more than all the rest of an invocation's bookkeeping.
  const { promise: limit, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, limitMs));
  // Not a reason to stay alive: who waits for a process or a socket has that one.
  timer.unref();
  try {
    return await Promise.race([...ends, limit.then(onLimit)]);
  } finally {
    clearTimeout(timer);
  }
}
