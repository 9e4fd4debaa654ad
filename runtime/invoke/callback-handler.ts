import type { CallbackHandler } from '../init/handler-loader.ts';
import type { ResultOf } from './buffered-invoke.ts';
import { isThenable, onDrained, settledOrDrained } from './event-loop-drain.ts';
import type { InvocationContext } from './handler-context.ts';

/** The context of a callback handler, with the older ways to answer. */
export interface CallbackContext extends InvocationContext {
  /** Whether a result waits until the event loop is empty; an error never does. */
  callbackWaitsForEmptyEventLoop: boolean;
  readonly done: (error?: unknown, result?: unknown) => void;
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error?: unknown) => void;
}

/**
 * Calls a handler that answers through its callback, through `context.done`, `succeed` and `fail`, or through a
 * promise that it returns: the first of these counts. Results of the older ways wait for an empty event loop, if the
 * context says so; a handler that does none of this has the result null once the loop is empty. Managed Lambda
 * dropped such handlers with Node.js 24.
 */
export function callbackResult(handler: CallbackHandler): ResultOf {
  return (event, plainContext) =>
    new Promise((resolve, reject) => {
      const first = onlyFirst();
      const done: Done = (error, result) =>
        first(() => {
          forgetSilence();
          if (error !== undefined && error !== null) reject(error);
          else if (context.callbackWaitsForEmptyEventLoop) onDrained(() => resolve(result));
          else resolve(result);
        });
      const context = withCallbacks(plainContext, done);
      const forgetSilence = onDrained(() => first(() => resolve(null)));
      const fail = (error: unknown): void => first(() => reject(error));
      try {
        const returned = handler(event, context, done);
        if (!isThenable(returned)) return;
        forgetSilence();
        const settled = settledOrDrained(returned, "the handler's promise");
        settled.then((result) => first(() => resolve(result)), fail);
      } catch (error) {
        forgetSilence();
        fail(error);
      }
    });
}

type Done = (error?: unknown, result?: unknown) => void;

/** Of all the actions that it is given, takes the first alone. */
function onlyFirst(): (action: () => void) => void {
  let taken = false;
  return (action) => {
    if (taken) return;
    taken = true;
    action();
  };
}

function withCallbacks(context: InvocationContext, done: Done): CallbackContext {
  return {
    ...context,
    callbackWaitsForEmptyEventLoop: true,
    done,
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? 'handled'),
  };
}
