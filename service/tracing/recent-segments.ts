import type { SegmentDocument } from './segment-document.ts';

// A cause can make 60 KB of one.
const CAPACITY = 200;

/** The last 200 segments. */
export class RecentSegments {
  readonly #segments: SegmentDocument[] = [];

  add(segment: SegmentDocument): void {
    this.#segments.push(segment);
    if (this.#segments.length > CAPACITY) this.#segments.shift();
  }

  /** The newest first. */
  newest(limit: number = CAPACITY): readonly SegmentDocument[] {
    return this.#segments.slice(-Math.max(1, limit)).toReversed();
  }
}
