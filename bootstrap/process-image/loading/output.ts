import { writeWhole } from '../../../runtime/logging/log-sink.ts';
import { writeStreamsWhole } from '../../../runtime/logging/standard-streams.ts';
import { divertOutput } from '../diverted-output.ts';

type Method = (...args: unknown[]) => unknown;

const STREAMS = ['stdout', 'stderr'] as const;
// Those that the runtime exchanges.
const METHODS = ['trace', 'debug', 'info', 'log', 'warn', 'error', 'fatal'] as const;

/** What loading has written. */
export interface RecordedOutput {
  /** Ends recording, and gives the console and the streams back to the runtime. */
  release(): void;
  /** The runtime's log is there: what the function has kept of the console, or put in its place, is in force again. */
  connect(): void;
  /** Writes all again, as loading would in a start without an image. */
  replay(): void;
}

/** Keeps what loading writes. The methods of the console may be kept, and are then those of the runtime that is there. */
export function recordOutput(): RecordedOutput {
  const records: (() => void)[] = [];
  const methods = METHODS.map((name) => new RecordedMethod(name, records));
  const streams = STREAMS.map((name) => [name, Reflect.getOwnPropertyDescriptor(process, name) ?? {}] as const);
  writeStreamsWhole();
  const stopDiverting = divertOutput((descriptor, bytes) => records.push(() => writeWhole(descriptor, bytes)));
  return {
    release() {
      stopDiverting();
      for (const method of methods) method.release();
      for (const [name, before] of streams) Reflect.defineProperty(process, name, before);
    },
    connect() {
      for (const method of methods) method.connect();
    },
    replay() {
      for (const record of records.splice(0)) record();
    },
  };
}

class RecordedMethod {
  readonly #name: (typeof METHODS)[number];
  readonly #before: PropertyDescriptor | undefined;
  readonly #forward: Method;
  #runtimes: Method | undefined;
  #own: unknown;

  constructor(name: (typeof METHODS)[number], records: (() => void)[]) {
    this.#name = name;
    this.#before = Reflect.getOwnPropertyDescriptor(console, name);
    this.#forward = (...args) => {
      if (this.#runtimes === undefined) records.push(() => void this.#runtimes?.(...args));
      else this.#runtimes(...args);
    };
    Reflect.set(console, name, this.#forward);
  }

  release(): void {
    this.#own = Reflect.get(console, this.#name);
    if (this.#before === undefined) Reflect.deleteProperty(console, this.#name);
    else Reflect.defineProperty(console, this.#name, this.#before);
  }

  connect(): void {
    this.#runtimes = Reflect.get(console, this.#name) as Method;
    if (this.#own !== this.#forward) Reflect.set(console, this.#name, this.#own);
  }
}
