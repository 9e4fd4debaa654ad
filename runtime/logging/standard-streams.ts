import { hasTool } from '../init/node-options.ts';
import { writeWhole } from './log-sink.ts';

const STREAMS = ['stdout', 'stderr'] as const;

/**
 * Has `process.stdout` and `process.stderr` write as the log does: all of it, before they return. By themselves they
 * leave what a pipe does not take at once for later, and make the pipe non-blocking for everybody: other lines then
 * come in the middle. Node.js loads net and its streams where one of the two is used, so they are changed only then.
 */
export function writeStreamsWhole(): void {
  STREAMS.forEach(onFirstUse);
  // A tool that was loaded ahead may have them already.
  if (hasTool()) for (const name of STREAMS) void process[name];
}

function onFirstUse(name: (typeof STREAMS)[number]): void {
  const property = Reflect.getOwnPropertyDescriptor(process, name);
  if (property?.get === undefined) return;
  const get = (): NodeJS.WriteStream => {
    Reflect.defineProperty(process, name, property);
    return withWholeWrites(process[name]);
  };
  Reflect.defineProperty(process, name, { ...property, get });
}

function withWholeWrites(stream: Stream): Stream {
  stream._handle?.setBlocking?.(true);
  const write: Stream['_write'] = (chunk, encoding, written) => {
    writeWhole(stream.fd, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    written();
  };
  return Object.assign(stream, { _write: write, _writev: null });
}

/** What Node.js has of the two, beyond its types. */
type Stream = NodeJS.WriteStream & {
  readonly fd: number;
  readonly _handle?: { setBlocking?(on: boolean): number } | null;
};
