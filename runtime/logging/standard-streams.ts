import { hasTool } from '../init/node-options.ts';
import { writeWhole } from './log-sink.ts';

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

type StreamName = keyof typeof DESCRIPTORS;

/**
 * Has `process.stdout` and `process.stderr` write as the log does: all of it, before they return. By themselves they
 * leave what a pipe does not take at once for later, and make the pipe non-blocking for everybody: other lines then
 * come in the middle. Node.js loads net and its streams where one of the two is used, so they are changed only then.
 */
export function writeStreamsWhole(): void {
  for (const name of ['stdout', 'stderr'] as const) {
    onFirstUse(name);
    // A tool that was loaded ahead may have it already.
    if (hasTool()) void process[name];
  }
}

function onFirstUse(name: StreamName): void {
  const property = Reflect.getOwnPropertyDescriptor(process, name);
  if (property?.get === undefined) return;
  const get = (): NodeJS.WriteStream => {
    Reflect.defineProperty(process, name, property);
    return withWholeWrites(process[name], DESCRIPTORS[name]);
  };
  Reflect.defineProperty(process, name, { ...property, get });
}

interface Handle {
  setBlocking?(on: boolean): number;
}

function withWholeWrites(stream: NodeJS.WriteStream, descriptor: number): NodeJS.WriteStream {
  (Reflect.get(stream, '_handle') as Handle | null | undefined)?.setBlocking?.(true);
  const write: NodeJS.WriteStream['_write'] = (chunk, encoding, written) => {
    writeWhole(descriptor, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    written();
  };
  return Object.assign(stream, { _write: write, _writev: null });
}
