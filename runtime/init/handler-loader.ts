import { RuntimeError } from '../errors/runtime-error.ts';
import type { InvocationContext } from '../invoke/handler-context.ts';
import type { Callback, CallbackContext } from '../invoke/handler-result.ts';
import type { ResponseStream } from '../invoke/response-stream.ts';
import { STREAMING_HANDLER, STREAMING_HIGH_WATER_MARK } from './awslambda-global.ts';
import { parseHandlerName } from './handler-name.ts';
import { loadModule, type ModuleLoader } from './module-loader.ts';

/** Returns its result or a promise of it, or answers through its callback or its context. */
export type BufferedHandler = (event: unknown, context: CallbackContext, callback: Callback) => unknown;

/** Writes its result to the stream and ends it. */
export type StreamingHandler = (event: unknown, stream: ResponseStream, context: InvocationContext) => unknown;

/** A handler, told apart once: nothing on the way of an invocation asks again. */
export type LoadedHandler =
  | { readonly kind: 'buffered'; readonly call: BufferedHandler }
  | { readonly kind: 'streaming'; readonly call: StreamingHandler; readonly highWaterMark: number | undefined };

/** What a function's module gives the runtime. */
export interface LoadedFunction {
  readonly handler: LoadedHandler;
  /** Exported beside the handler: wants to be called when the environment shuts down. */
  readonly onShutdown: (() => unknown) | undefined;
}

type Callable = BufferedHandler & StreamingHandler & Record<symbol, unknown>;

/** Loads the module that `_HANDLER` names and finds the handler in it. Throws RuntimeError, or what the module throws. */
export async function loadFunction(
  loader: ModuleLoader,
  taskRoot: string,
  handlerText: string,
): Promise<LoadedFunction> {
  const name = parseHandlerName(handlerText);
  const exports = await loadModule(loader, taskRoot, name.folder, name.module);
  const handler = find(exports, name.exports);
  if (!handler) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handlerText} is undefined or not exported`);
  }
  if (typeof handler !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handlerText} is not a function`);
  }
  const onShutdown = find(exports, ['onShutdown']);
  return {
    handler: classify(handler as Callable),
    onShutdown: typeof onShutdown === 'function' ? (onShutdown as () => unknown) : undefined,
  };
}

/** Looks among the exports, then inside the default export; what CommonJS exports as a whole is that as well. */
function find(exports: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  return walk(exports, path) || walk(walk(exports, ['default']), path) || (first === 'default' && walk(exports, rest));
}

function walk(from: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isHolder(at) ? at[key] : undefined), from);
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function classify(call: Callable): LoadedHandler {
  const streaming = call[STREAMING_HANDLER];
  if (streaming) {
    if (streaming !== 'response') {
      throw new RuntimeError('Runtime.MalformedStreamingHandler', 'Only response streaming is supported.');
    }
    return { kind: 'streaming', call, highWaterMark: Number(call[STREAMING_HIGH_WATER_MARK]) || undefined };
  }
  return { kind: 'buffered', call };
}
