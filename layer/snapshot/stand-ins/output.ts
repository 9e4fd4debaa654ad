import { lazyObject } from './lazy-object.ts';
import { isLoading, onWake } from './stage.ts';

type Method = (...args: unknown[]) => unknown;

const STREAMS = [
  { name: 'stdout', fd: 1 },
  { name: 'stderr', fd: 2 },
] as const;
const CONSOLE_METHODS = ['trace', 'debug', 'info', 'log', 'warn', 'error'] as const;

const records: (() => void)[] = [];

/**
 * Has what loading writes be written in every execution environment, when the runtime's log is there. `process.stdout`
 * and `process.stderr` may be kept, and so may the methods of the console, which the runtime exchanges.
 */
export function watchOutput(): void {
  for (const { name, fd } of STREAMS) standInForStream(name, fd);
  const { Console } = console;
  const forwarded = CONSOLE_METHODS.map((name) => forwardConsole(name));
  onWake(() => {
    // Node.js has taken it away before the snapshot.
    console.Console = Console;
    for (const settle of forwarded) settle();
    for (const record of records.splice(0)) record();
  });
}

function standInForStream(name: 'stdout' | 'stderr', fd: number): void {
  const before = Reflect.getOwnPropertyDescriptor(process, name) ?? {};
  const real = (): NodeJS.WriteStream => {
    // The runtime changes how it writes where it is used first.
    void process[name];
    return Reflect.apply(before.get as Method, process, []) as NodeJS.WriteStream;
  };
  const putOff =
    (method: 'on' | 'once' | 'write' | 'end' | 'removeListener' | 'off', result: unknown) =>
    (...args: unknown[]): unknown => {
      const write = (): unknown => Reflect.apply(real()[method] as Method, real(), args);
      if (!isLoading()) return write();
      records.push(() => void write());
      return result;
    };
  const early: Record<PropertyKey, unknown> = {
    fd,
    isTTY: undefined,
    columns: undefined,
    writable: true,
    _isStdio: true,
  };
  const stream = lazyObject({ what: `process.${name}`, real, early });
  early.write = putOff('write', true);
  for (const method of ['on', 'once', 'removeListener', 'off'] as const) early[method] = putOff(method, stream);
  let isKept = false;
  Reflect.defineProperty(process, name, {
    ...before,
    get() {
      isKept = true;
      return stream;
    },
  });
  // One that was touched may be kept, and is to be the same thing awake.
  sleepers.push(() => {
    if (!isKept) Reflect.defineProperty(process, name, before);
  });
}

/** The method that a function finds is one of ours, which calls the runtime's when there is one. */
function forwardConsole(name: (typeof CONSOLE_METHODS)[number]): () => void {
  let runtimes: Method | undefined;
  const forward = (...args: unknown[]): void => {
    if (runtimes === undefined) records.push(() => void runtimes?.(...args));
    else runtimes(...args);
  };
  const { [name]: before } = console;
  console[name] = forward;
  let own: Method = forward;
  sleepers.push(() => {
    own = console[name];
    console[name] = before;
  });
  return () => {
    runtimes = console[name].bind(console) as Method;
    // A function that has put its own method there finds it there.
    if (own !== forward) console[name] = own;
  };
}

const sleepers: (() => void)[] = [];

/** Gives the console and the streams back, to the runtime. */
export function releaseOutput(): void {
  for (const release of sleepers.splice(0)) release();
}
