/**
 * What loading has done that matters to a snapshot:
 *
 * - `refused`: it cannot be in a snapshot, or would be another thing after waking
 * - `random`: it differs from process to process, and would be the same in all that wake from one snapshot
 * - `place`: it has asked where it is
 * - `handle`: it has made an object that holds on to Node.js, which is no harm unless it is kept
 * - `late`: it has asked for what is there once it is awake, and perhaps waits for it
 * - `moment`: it has asked for what time it is, or what machine this is
 */
export type FindingKind = 'refused' | 'random' | 'place' | 'handle' | 'late' | 'moment';

/** One of them. */
export interface Finding {
  readonly kind: FindingKind;
  /** Such as `draws crypto.randomUUID()`. */
  readonly what: string;
  /** Lines and columns in the script, the innermost first. */
  readonly frames: readonly (readonly [line: number, column: number])[];
}

/** Thrown where a function does what cannot be done while it is loaded into a snapshot. */
export class SnapshotRefusal extends Error {
  override readonly name = 'SnapshotRefusal';
}

const MOST_FRAMES = 100;
const MOST_FINDINGS = 1000;

const findings: Finding[] = [];
let isBlind = false;
let script: { readonly file: string; readonly lines: number } = { file: '', lines: 0 };

/** Says where the function's own text is: at the beginning of a file. */
export function beginFindings(file: string, lines: number): void {
  script = { file, lines };
}

/** What has been found; they are not kept in the snapshot. */
export function takeFindings(): readonly Finding[] {
  return findings.splice(0);
}

/** Notes that the function has done this, at the place from where it is called. */
export function note(kind: FindingKind, what: string): void {
  if (isBlind || findings.length >= MOST_FINDINGS) return;
  if (kind !== 'refused' && findings.some((known) => known.kind === kind && known.what === what)) return;
  const frames = ownFrames();
  // Node.js itself asks for its process and the time as well.
  if (kind === 'refused' || frames.length > 0) findings.push({ kind, what, frames });
}

/** Notes it, and throws. What is caught is noted nevertheless: the function would go another way than it does awake. */
export function refuse(what: string): never {
  note('refused', what);
  throw new SnapshotRefusal(`a function that is loaded into a snapshot ${what}`);
}

/** Does something of which nothing is noted: what Node.js does for itself. */
export function unseen<T>(action: () => T): T {
  const before = isBlind;
  isBlind = true;
  try {
    return action();
  } finally {
    isBlind = before;
  }
}

/** The places in the function's own text that an error has come by; of one whose stack nobody has asked for yet. */
export function ownFrames(error: Error = new Error()): Finding['frames'] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = MOST_FRAMES;
    Error.prepareStackTrace = (_error, sites) =>
      sites
        .filter((site) => site.getFileName() === script.file && (site.getLineNumber() ?? 0) <= script.lines)
        .map((site) => [site.getLineNumber(), site.getColumnNumber()]);
    const frames: unknown = error.stack;
    return Array.isArray(frames) ? frames : [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Error.prepareStackTrace = prepareStackTrace;
  }
}
