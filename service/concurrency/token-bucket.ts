/** Lets so many through in a while: all at once or one by one, and no more than come back in time. */
export class TokenBucket {
  readonly #size: number;
  readonly #perMs: number;
  #tokens: number;
  #filledMs: number;

  /** @param size that can be taken at once; they come back within `whileMs` milliseconds */
  constructor(size: number, whileMs: number, nowMs: number) {
    this.#size = size;
    this.#perMs = size / whileMs;
    this.#tokens = size;
    this.#filledMs = nowMs;
  }

  /** Takes one, where there is one. */
  take(nowMs: number): boolean {
    this.#tokens = Math.min(this.#size, this.#tokens + (nowMs - this.#filledMs) * this.#perMs);
    this.#filledMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
