import { InvokeStore } from '../invoke/invoke-store.ts';
import { withPrelude } from '../invoke/response-prelude.ts';

/** Marks a handler that streams; the value is `response`. Libraries set it on their own, hence the global registry. */
export const STREAMING_HANDLER: unique symbol = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Carries the high-water mark that such a handler asked for, in bytes. */
export const STREAMING_HIGH_WATER_MARK: unique symbol = Symbol.for(
  'aws.lambda.runtime.handler.streaming.highWaterMark',
);

/** Installs what a function finds as `globalThis.awslambda`. Gives its store: one that a library has put there stays. */
export function installAwslambdaGlobal(): InvokeStore {
  const present = Reflect.get(globalThis, 'awslambda') as { InvokeStore?: InvokeStore } | undefined;
  const store = present?.InvokeStore ?? new InvokeStore();
  const own = { streamifyResponse, HttpResponseStream: { from: withPrelude }, InvokeStore: store };
  Reflect.set(globalThis, 'awslambda', { ...present, ...own });
  return store;
}

function streamifyResponse<H extends object>(handler: H, options?: { highWaterMark?: unknown }): H {
  Reflect.set(handler, STREAMING_HANDLER, 'response');
  if (typeof options?.highWaterMark === 'number') {
    Reflect.set(handler, STREAMING_HIGH_WATER_MARK, Math.trunc(options.highWaterMark));
  }
  return handler;
}
