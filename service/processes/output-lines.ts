import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * Takes a line, without its end. A promise that it returns holds the process back that writes the lines: until it is
 * settled, no more of its output is read, and when its pipe is full it waits.
 */
export type LineSink = (line: string) => unknown;

/** Longest line, in bytes of UTF-8: what one event of CloudWatch Logs holds. A longer one goes on in the next event. */
export const MAX_LINE_BYTES = 262_144;

// UTF-8 has three bytes at most for a unit of UTF-16.
const CERTAINLY_SHORT = Math.floor(MAX_LINE_BYTES / 3);

/**
 * Cuts the output of a process into lines, as Lambda cuts it into log events: at `\n` alone. Runtimes rely on that
 * and write `\r` where a record goes on in a new line.
 */
export class OutputLines {
  readonly #stream: Readable;
  readonly #sink: LineSink;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #restBytes = 0;
  #held: Promise<void> | undefined;
  #ending = false;

  /** @param sink gets each line as soon as it is complete; a last one that has no end when the stream closes */
  constructor(stream: Readable, sink: LineSink) {
    this.#stream = stream;
    this.#sink = sink;
    stream.on('data', (chunk: Buffer) => this.#take(this.#decoder.write(chunk)));
    stream.on('close', () => {
      this.#take(this.#decoder.end());
      this.flush();
    });
  }

  /** Resolves when the sink takes lines again; absent while it does. */
  get held(): Promise<void> | undefined {
    return this.#held;
  }

  /** Passes on a last line that has no end yet. */
  flush(): void {
    if (this.#rest !== '') this.#pass(this.#cut(this.#takeRest('')));
  }

  /** Nothing more is written: what there is still, a pipe full at most, is read without waiting for the sink. */
  readOn(): void {
    this.#ending = true;
    this.#stream.resume();
  }

  #take(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    const [first, ...others] = lines;
    if (first !== undefined) this.#pass([...this.#cut(this.#takeRest(first)), ...others]);
    this.#rest += last;
    this.#restBytes += Buffer.byteLength(last);
    if (this.#restBytes > MAX_LINE_BYTES) this.#passAllButLast();
  }

  #takeRest(end: string): string {
    const line = this.#rest + end;
    this.#rest = '';
    this.#restBytes = 0;
    return line;
  }

  /** Of a line that has no end yet. */
  #passAllButLast(): void {
    const pieces = this.#cut(this.#takeRest(''));
    const last = pieces.pop() ?? '';
    this.#pass(pieces);
    this.#rest = last;
    this.#restBytes = Buffer.byteLength(last);
  }

  #cut(line: string): string[] {
    if (line.length <= CERTAINLY_SHORT) return [line];
    const bytes = Buffer.from(line);
    const pieces: string[] = [];
    for (let start = 0; start < bytes.length; ) {
      const end = characterStart(bytes, Math.min(start + MAX_LINE_BYTES, bytes.length));
      pieces.push(bytes.toString('utf8', start, end));
      start = end;
    }
    return pieces;
  }

  #pass(lines: readonly string[]): void {
    let wait: Promise<unknown> | undefined;
    for (const line of lines) {
      const answer = this.#sink(line);
      if (answer instanceof Promise) wait = answer;
    }
    if (wait !== undefined && !this.#ending) this.#hold(wait);
  }

  #hold(wait: Promise<unknown>): void {
    this.#stream.pause();
    const goOn = (): void => {
      if (this.#held !== held) return;
      this.#held = undefined;
      this.#stream.resume();
    };
    const held = wait.then(goOn, goOn);
    this.#held = held;
  }
}

/** The first byte of the character that the byte before this place belongs to, where that goes on here. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start < bytes.length && ((bytes[start] ?? 0) & 0b1100_0000) === 0b1000_0000) start -= 1;
  return start;
}
