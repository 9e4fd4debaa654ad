/** Where progress goes: standard error, as a rule. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const PLAIN_INTERVAL_MS = 5000;

/** One line that is kept up to date on a terminal; elsewhere a plain line every few seconds. */
export class Progress {
  readonly #output: ProgressOutput;
  readonly #now: () => number;
  #writtenMs = Number.NEGATIVE_INFINITY;
  #open = false;

  constructor(output: ProgressOutput = process.stderr, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
  }

  /** Says what is being done now. */
  show(text: string): void {
    if (this.#output.isTTY) {
      this.#output.write(`\r\x1B[K${text}`);
      this.#open = true;
    } else if (this.#now() - this.#writtenMs >= PLAIN_INTERVAL_MS) {
      this.#output.write(`${text}\n`);
      this.#writtenMs = this.#now();
    }
  }

  /** Says something that is to stay. */
  note(text: string): void {
    this.clear();
    this.#output.write(`${text}\n`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#open) this.#output.write('\r\x1B[K');
    this.#open = false;
  }

  /** A counter for work in equal steps: shows how far it is and roughly how long the rest takes. */
  counter(label: string, total: number): () => void {
    const startedMs = this.#now();
    let done = 0;
    return () => {
      done++;
      const leftMs = ((this.#now() - startedMs) / done) * (total - done);
      this.show(`${label}: ${done} of ${total}, ${Math.ceil(leftMs / 1000)} s left`);
    };
  }
}
