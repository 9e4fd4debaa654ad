// A success makes room for one more invocation only now and then: what was refused a moment ago would be refused again.
const GROWTH = 0.1;

/**
 * How many events of one function may run at a time. Each function has its own, so that a slow one holds nobody back. It
 * becomes narrower when the function is throttled, down to what ran at that moment, and wider again with each success.
 */
export class FunctionLane {
  readonly functionName: string;
  readonly #most: number;
  readonly #underWay = new Set<number>();
  /** Those under way that are on their way back. */
  readonly #refused = new Set<number>();
  #limit: number;
  #pausedUntilMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param most events at a time, whatever happens */
  constructor(functionName: string, most: number) {
    this.functionName = functionName;
    this.#most = most;
    this.#limit = most;
  }

  /** The numbers of the events that run. */
  get underWay(): ReadonlySet<number> {
    return this.#underWay;
  }

  /** Until when nothing is to be tried. */
  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  /** How many more events may be taken. */
  freeAt(nowMs: number): number {
    if (nowMs < this.#pausedUntilMs) return 0;
    return Math.max(0, Math.floor(this.#limit) - this.#underWay.size);
  }

  begin(sequence: number): void {
    this.#underWay.add(sequence);
  }

  end(sequence: number): void {
    this.#underWay.delete(sequence);
    this.#refused.delete(sequence);
  }

  succeeded(): void {
    this.#limit = Math.min(this.#most, this.#limit + GROWTH);
  }

  /** The function could not run for an event. Where it runs for no other one either, all wait. */
  refused(sequence: number, retryAtMs: number): void {
    this.#refused.add(sequence);
    const running = this.#underWay.size - this.#refused.size;
    this.#limit = Math.max(1, running);
    if (running === 0) this.#pausedUntilMs = retryAtMs;
  }

  /** Calls back at that time, and not at the one that was set before. */
  wakeAt(atMs: number | undefined, nowMs: number, wake: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = atMs === undefined ? undefined : setTimeout(wake, Math.max(1, Math.ceil(atMs - nowMs)));
  }
}
