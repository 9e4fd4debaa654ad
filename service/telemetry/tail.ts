/** What `X-Amz-Log-Result` holds at most. */
const MAX_TAIL_BYTES = 4096;

/** The last lines of one invocation's log, START, END and REPORT included; never more than it has to keep. */
export class LogTail {
  #lines: string[] = [];
  #bytes = 0;

  /** @param line without its end */
  add(line: string): void {
    // A character has one byte at least: nothing of the tail is lost.
    const kept = `${line.slice(-MAX_TAIL_BYTES)}\n`;
    this.#lines.push(kept);
    this.#bytes += kept.length;
    if (this.#bytes > 4 * MAX_TAIL_BYTES) this.#lines = [this.#compact()];
  }

  /** The last 4 KB, in base64. */
  toBase64(): string {
    return Buffer.from(this.#lines.join('')).subarray(-MAX_TAIL_BYTES).toString('base64');
  }

  #compact(): string {
    const text = this.#lines.join('').slice(-MAX_TAIL_BYTES);
    this.#bytes = text.length;
    return text;
  }
}
