import { fileURLToPath } from 'node:url';
import { type Finding, type FindingKind, ImageRefusal } from '../findings.ts';

const PACKAGES = '/node_modules/';
const MOST_FRAMES = 100;
const MOST_FINDINGS = 1000;

/** Keeps what loading a function shows, with the places in its code. */
export class FindingLog {
  /** Whether the function is loaded, and answers events. */
  isAnswering = false;
  readonly #findings: Finding[] = [];
  readonly #ownFile: string;
  readonly #allowRandom: readonly string[];

  /**
   * @param ownFile the script whose frames are nobody's
   * @param allowRandom packages that may draw randomness; `.` is the function's own code
   */
  constructor(ownFile: string, allowRandom: readonly string[]) {
    this.#ownFile = ownFile;
    this.#allowRandom = allowRandom;
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Notes that the function has done this; by default at the place from where it is called. */
  note(kind: FindingKind, what: string, stack: readonly string[] = this.places()): void {
    const allowed = kind === 'random' && this.#allowRandom.includes(packageOf(stack[0] ?? ''));
    const answering = this.isAnswering && { answering: true as const };
    const finding = { kind, what, stack, ...answering, ...(kind === 'random' && { allowed }) };
    const isKnown = this.#findings.some((known) => JSON.stringify(known) === JSON.stringify(finding));
    if (!isKnown && this.#findings.length < MOST_FINDINGS) this.#findings.push(finding);
  }

  /** Notes it, and throws. What is caught is noted nevertheless: the function would go another way than it does awake. */
  refuse(what: string): never {
    this.note('refused', what);
    throw new ImageRefusal(`a function that is loaded into an image ${what}`);
  }

  /** The places in the function's code from which this is called, the innermost first. */
  places(): readonly string[] {
    const { prepareStackTrace, stackTraceLimit } = Error;
    try {
      Error.stackTraceLimit = MOST_FRAMES;
      Error.prepareStackTrace = (_error, sites) => sites.flatMap((site) => this.#placeOf(site));
      const probe: { stack?: unknown } = {};
      Error.captureStackTrace(probe, FindingLog.prototype.places);
      return Array.isArray(probe.stack) ? probe.stack : [];
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Error.prepareStackTrace = prepareStackTrace;
    }
  }

  #placeOf(site: NodeJS.CallSite): string[] {
    const name = site.getFileName();
    const file = name?.startsWith('file:') ? fileURLToPath(name) : name;
    if (!file?.startsWith('/') || file === this.#ownFile) return [];
    return [`${file}:${site.getLineNumber()}:${site.getColumnNumber()}`];
  }
}

/** The name of the package in whose folder a file is, otherwise `.`. */
function packageOf(place: string): string {
  const at = place.lastIndexOf(PACKAGES);
  if (at === -1) return '.';
  const inside = place.slice(at + PACKAGES.length);
  return inside.split('/', inside.startsWith('@') ? 2 : 1).join('/');
}
