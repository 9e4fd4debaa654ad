/**
 * What loading has done that matters to an image:
 *
 * - `refused`: it cannot be in an image, or would be another thing after waking
 * - `random`: it has drawn what would be the same in all that wake
 * - `note`: it is in the image, and is not quite what it is in a start without one
 */
export type FindingKind = 'refused' | 'random' | 'note';

/** One of them. */
export interface Finding {
  readonly kind: FindingKind;
  /** Such as `draws crypto.randomUUID()`. */
  readonly what: string;
  /** `file:line:column` in the function's code, the innermost first; empty where nobody knows. */
  readonly stack: readonly string[];
  /** It was not loaded any more then, but answered an event. */
  readonly answering?: true;
  /** Of randomness: whether the package that draws it may. */
  readonly allowed?: boolean;
}

/** Thrown where a function does what cannot be done while it is loaded into an image. */
export class ImageRefusal extends Error {
  override readonly name = 'ImageRefusal';
}
