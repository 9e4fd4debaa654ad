import type { BufferedHandler } from '../init/handler-loader.ts';
import type { ResultOf } from './buffered-invoke.ts';
import { isThenable, neverSettled, onDrained } from './event-loop-drain.ts';
import type { InvocationContext } from './handler-context.ts';

/** The context of a handler that does not stream, with the older ways to answer. */
export interface CallbackContext extends InvocationContext {
  /** Whether a result of the callback waits until the event loop is empty; nothing else ever does. */
  callbackWaitsForEmptyEventLoop: boolean;
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error?: unknown) => void;
  readonly done: Callback;
}

/** Takes an error, or a result. */
export type Callback = (error?: unknown, result?: unknown) => void;

// (event, context, callback): no Node.js of Lambda's takes a value that such a handler returns for its result.
const CALLBACK_PARAMETERS = 3;

/**
 * Calls a handler and gives its result. Each gets a callback and `context.succeed`, `fail` and `done`, for what it does
 * decides, not how it is written: wrappers hide how many parameters there are. The first of these counts: a call of one
 * of the four, a promise that settles, a value that is returned, an error that is thrown. A result of the callback waits
 * for an empty event loop, if the context says so, and a promise may overtake it meanwhile. A handler that does none of
 * this has the result null once the loop is empty.
 */
export function handlerResult(handler: BufferedHandler): ResultOf {
  const returnsResults = handler.length < CALLBACK_PARAMETERS;
  return (event, plainContext) =>
    new Promise((resolve, reject) => {
      const { done, returned, thrown } = awaitAnswer(resolve, reject);
      try {
        const context = withCallbacks(plainContext, done);
        const callback: Callback = (error, result) => done(error, result, context.callbackWaitsForEmptyEventLoop);
        returned(handler(event, context, callback), returnsResults);
      } catch (error) {
        thrown(error);
      }
    });
}

type Settle = (value: unknown) => void;
type Done = (error: unknown, result: unknown, waits: boolean) => void;

/** What a handler that is being called may do, of which the first counts. */
interface Ways {
  readonly done: Done;
  readonly returned: (value: unknown, mayBeResult: boolean) => void;
  readonly thrown: (error: unknown) => void;
}

function awaitAnswer(resolve: Settle, reject: Settle): Ways {
  let state: 'open' | 'waiting' | 'over' = 'open';
  let waitingResult: unknown = null;
  let neverAnswered = (): void => end(resolve, null);
  let forgetDrained: (() => void) | undefined;

  function end(settle: Settle, value: unknown): void {
    state = 'over';
    forgetDrained?.();
    settle(value);
  }

  // The loop cannot be empty before the handler has returned.
  function awaitDrained(): void {
    if (state !== 'over')
      forgetDrained = onDrained(() => (state === 'open' ? neverAnswered() : end(resolve, waitingResult)));
  }

  return {
    done(error, result, waits) {
      if (state !== 'open') return;
      if (error !== undefined && error !== null) return end(reject, error);
      if (!waits) return end(resolve, result);
      state = 'waiting';
      waitingResult = result;
    },
    returned(value, mayBeResult) {
      if (isThenable(value)) {
        neverAnswered = () => end(reject, neverSettled("the handler's promise"));
        // A promise of nothing leaves the answer to a callback that came before.
        const kept = (result: unknown): void => {
          if (state === 'open' || result !== undefined) end(resolve, result);
        };
        value.then(kept, (error: unknown) => end(reject, error));
      } else if (mayBeResult && state === 'open' && isData(value)) end(resolve, value);
      awaitDrained();
    },
    thrown(error) {
      if (state === 'open') end(reject, error);
      awaitDrained();
    },
  };
}

function withCallbacks(context: InvocationContext, done: Done): CallbackContext {
  const ways: Omit<CallbackContext, keyof InvocationContext | 'callbackWaitsForEmptyEventLoop'> = {
    succeed: (result) => done(null, result, false),
    fail: (error) => done(error ?? 'handled', undefined, false),
    done: (error, result) => done(error, result, false),
  };
  // As JSON a context has the official client's fields and no others.
  return Object.defineProperty({ ...context, ...ways }, 'callbackWaitsForEmptyEventLoop', {
    value: true,
    writable: true,
    configurable: true,
  }) as CallbackContext;
}

/**
 * Whether a value can be meant as a result. The id of a timer, a server, a request, an object around a promise: an
 * expression happens to give them, and they say nothing. Timers and handles can be told not to keep the process,
 * emitters can be listened to.
 */
function isData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  const can = (name: string): boolean => typeof Reflect.get(value, name) === 'function';
  if (can('toJSON')) return true;
  return !(can('unref') || can('on') || can('addEventListener') || Object.values(value).some(isThenable));
}
