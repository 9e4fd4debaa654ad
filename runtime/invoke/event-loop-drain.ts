import { RuntimeError } from '../errors/runtime-error.ts';

/**
 * Calls back once the event loop has nothing left to do: no timer, no socket of the function's own. The connection to
 * the service does not count while no answer is due. Gives a function that takes the wish back.
 */
export function onDrained(callback: () => void): () => void {
  process.once('beforeExit', callback);
  return () => process.off('beforeExit', callback);
}

/** Waits for a promise of the function's, but no longer than anything is left that could settle it. */
export function settledOrDrained<T>(promise: PromiseLike<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onDrained(() => reject(neverSettled(what)));
    promise.then(
      (value) => {
        forget();
        resolve(value);
      },
      (error: unknown) => {
        forget();
        reject(error);
      },
    );
  });
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/** What is wrong with a promise that is still open when the event loop is empty. */
export function neverSettled(what: string): RuntimeError {
  const message = `${what} never settled: nothing is left in the event loop that could settle it`;
  return new RuntimeError('Runtime.NodeJsExit', message);
}
