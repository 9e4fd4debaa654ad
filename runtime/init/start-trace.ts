import { writeWhole } from '../logging/log-sink.ts';

/** A moment of the start, in their order. */
export type StartMoment = 'runtime' | 'handler' | 'next';

/** Notes that a moment has come; the last one writes all of them. */
export type StartTrace = (moment: StartMoment) => void;

const STDERR = 2;

/**
 * With SNAPBOOT_TRACE=1, one line on stderr before the first `next` says when what was there:
 *
 *     {"snapbootTrace":{"originMs":1767225600000.1,"v8Ms":3.9,"nodeMs":20.1,"runtimeMs":24.8,"handlerMs":26.2,"nextMs":26.9}}
 *
 * `originMs` is the Unix epoch in milliseconds at which the process began; the others count from there: V8 runs, Node.js
 * itself has started, the runtime is loaded, the handler is, the first `next` is about to be asked for.
 */
export function startTrace({ SNAPBOOT_TRACE }: NodeJS.ProcessEnv): StartTrace {
  if (SNAPBOOT_TRACE !== '1') return () => {};
  const moments: Partial<Record<`${StartMoment}Ms`, number>> = {};
  return (moment) => {
    moments[`${moment}Ms`] = performance.now();
    if (moment === 'next') write(moments);
  };
}

function write(moments: Readonly<Record<string, number>>): void {
  const { v8Start, bootstrapComplete } = performance.nodeTiming;
  const times = { originMs: performance.timeOrigin, v8Ms: v8Start, nodeMs: bootstrapComplete, ...moments };
  const rounded = Object.entries(times).map(([name, time]) => [name, Number(time.toFixed(3))]);
  writeWhole(STDERR, Buffer.from(`${JSON.stringify({ snapbootTrace: Object.fromEntries(rounded) })}\n`));
}
