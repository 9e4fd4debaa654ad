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
      const call = new HandlerCall(resolve, reject);
      const context = withCallbacks(plainContext, call);
      try {
        const returned = handler(event, context, (error, result) =>
          call.done(error, result, context.callbackWaitsForEmptyEventLoop),
        );
        call.returned(returned, returnsResults);
      } catch (error) {
        call.thrown(error);
      }
    });
}

function withCallbacks(context: InvocationContext, call: HandlerCall): CallbackContext {
  return {
    ...context,
    callbackWaitsForEmptyEventLoop: true,
    succeed: (result) => call.done(null, result, false),
    fail: (error) => call.done(error ?? 'handled', undefined, false),
    done: (error, result) => call.done(error, result, false),
  };
}

/** A handler that has been called, until it has answered. */
class HandlerCall {
  readonly #resolve: (result: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #state: 'open' | 'waiting' | 'over' = 'open';
  /** What the callback was given, while that waits. */
  #result: unknown = null;
  #hasPromise = false;
  #forgetDrained: (() => void) | undefined;

  constructor(resolve: (result: unknown) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  done(error: unknown, result: unknown, waits: boolean): void {
    if (this.#state !== 'open') return;
    if (error !== undefined && error !== null) this.#fail(error);
    else if (!waits) this.#succeed(result);
    else {
      this.#state = 'waiting';
      this.#result = result;
    }
  }

  thrown(error: unknown): void {
    if (this.#state === 'open') this.#fail(error);
    else this.#awaitDrain();
  }

  returned(value: unknown, mayBeResult: boolean): void {
    this.#hasPromise = isThenable(value);
    if (isThenable(value))
      value.then(
        (kept) => this.#kept(kept),
        (error: unknown) => this.#fail(error),
      );
    else if (mayBeResult && this.#state === 'open' && isData(value)) this.#succeed(value);
    this.#awaitDrain();
  }

  /** A promise of nothing leaves the answer to a callback that came before. */
  #kept(value: unknown): void {
    if (this.#state === 'open' || value !== undefined) this.#succeed(value);
  }

  /** The loop cannot be empty before the handler returns: asked for only then, and once. */
  #awaitDrain(): void {
    if (this.#state !== 'over') this.#forgetDrained = onDrained(() => this.#drained());
  }

  #drained(): void {
    if (this.#hasPromise && this.#state === 'open') this.#fail(neverSettled("the handler's promise"));
    else this.#succeed(this.#result);
  }

  #succeed(result: unknown): void {
    this.#end();
    this.#resolve(result);
  }

  #fail(error: unknown): void {
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    this.#state = 'over';
    this.#forgetDrained?.();
  }
}

/**
 * Whether a value can be meant as a result. The id of a timer, a server, a request, an object around a promise: an
 * expression happens to give them, and they say nothing.
 */
function isData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (typeof Reflect.get(value, 'toJSON') === 'function') return true;
  return !isLive(value) && !Object.values(value).some(isThenable);
}

/** Timers and handles can be told not to keep the process, emitters can be listened to. */
function isLive(value: object): boolean {
  return ['unref', 'on', 'addEventListener'].some((name) => typeof Reflect.get(value, name) === 'function');
}
