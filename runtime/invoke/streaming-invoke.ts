import { RuntimeError } from '../errors/runtime-error.ts';
import type { LoadedHandler } from '../init/handler-loader.ts';
import type { Invocation } from '../protocol/invocation.ts';
import { errorTrailers } from '../runtime-api-client.ts';
import { isThenable, onDrained, settledOrDrained } from './event-loop-drain.ts';
import { createContext, parseEvent } from './handler-context.ts';
import type { Answer, InvokeParts } from './invoke-loop.ts';
import type { ResponseStream } from './response-stream.ts';

type StreamingHandler = Extract<LoadedHandler, { kind: 'streaming' }>;

/** Answers invocations with what the handler writes to its stream. An invocation is over when handler and stream are. */
export async function streamingInvoke(handler: StreamingHandler, parts: InvokeParts): Promise<Answer> {
  const { client, phase, report } = parts;
  // Brings node:stream in, which other functions do without.
  const { ResponseStream } = await import('./response-stream.ts');

  return async (invocation) => {
    const open = (type: string | undefined) => client.openResponse(invocation, type);
    const stream = new ResponseStream({ open, tooLate }, handler.highWaterMark);
    phase.begin((thrown) => fail(invocation, stream, thrown));
    await phase.answer(await outcome(invocation, stream));
  };

  async function outcome(invocation: Invocation, stream: ResponseStream): Promise<() => Promise<void>> {
    try {
      await callHandler(invocation, stream);
      await ended(stream);
      return () => answered(stream);
    } catch (thrown) {
      return () => {
        report.error('Invoke Error', thrown);
        return fail(invocation, stream, thrown);
      };
    }
  }

  async function callHandler(invocation: Invocation, stream: ResponseStream): Promise<void> {
    const context = createContext(invocation, parts.environment);
    const returned = handler.call(parseEvent(invocation), stream, context);
    const value = isThenable(returned) ? await settledOrDrained(returned, "the handler's promise") : returned;
    if (value !== undefined) report.warning('Streaming handlers ignore return values.');
  }

  /** Before the first byte the plain way is open: a caller over HTTP then gets an error status. */
  async function fail(invocation: Invocation, stream: ResponseStream, thrown: unknown): Promise<void> {
    if (stream.upload === undefined) {
      stream.destroy();
      report.refusal(await client.fail(invocation, thrown));
    } else {
      if (!stream.upload.ended) stream.endWithTrailers(errorTrailers(thrown));
      await answered(stream);
    }
  }

  async function answered(stream: ResponseStream): Promise<void> {
    if (stream.upload !== undefined) report.refusal(await client.answered(stream.upload));
  }
}

function tooLate(message: string): RuntimeError {
  return new RuntimeError('Runtime.InvalidStreamingOperation', message);
}

/** Waits until the stream has ended, whoever ends it and when, as long as anything is left that could. */
function ended(stream: ResponseStream): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      forget();
      if (stream.upload?.ended) resolve();
      else reject(stream.errored ?? new RuntimeError('Runtime.StreamNotEnded', 'Response stream is not finished.'));
    };
    const forget = onDrained(check);
    if (stream.closed) check();
    else stream.once('close', check);
  });
}
