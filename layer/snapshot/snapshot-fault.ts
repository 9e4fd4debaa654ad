import { SourceMap } from 'node:module';
import { NoSnapshotError } from './no-snapshot-error.ts';
import type { Finding } from './stand-ins/findings.ts';

/** What a person is told of a finding: where it is, and whose it is. */
export interface Place {
  /** Such as `src/orders.ts:12`; empty where it is not known. */
  readonly text: string;
  /** The package, or undefined for the function's own files. */
  readonly package: string | undefined;
}

/** Finds places in the function's sources. */
export class SourceFinder {
  readonly #map: SourceMap;

  /** @param map text of the bundle's source map */
  constructor(map: string) {
    this.#map = new SourceMap(JSON.parse(map));
  }

  /** The innermost place of a finding. */
  placeOf({ frames }: Pick<Finding, 'frames'>): Place {
    for (const [line, column] of frames) {
      const entry = this.#map.findEntry(line - 1, column - 1);
      if (!('originalSource' in entry)) continue;
      const { originalSource: file, originalLine } = entry;
      return { text: `${file}:${originalLine + 1}`, package: packageOf(file) };
    }
    return { text: '', package: undefined };
  }
}

/** Who is allowed to draw randomness while it is loaded. */
export type AllowedNames = readonly string[];

/**
 * Throws what keeps a function from being in a snapshot; gives what else its author should know, one line each.
 *
 * @param allowed packages that may draw randomness; `.` is the function itself
 * @throws NoSnapshotError naming the package, the place and the reason
 */
export function judgeFindings(findings: readonly Finding[], finder: SourceFinder, allowed: AllowedNames): string[] {
  for (const finding of findings) {
    const place = finder.placeOf(finding);
    if (finding.kind === 'refused') throw new NoSnapshotError(refusalLine(finding, place, ''));
    if (finding.kind === 'random' && !allowed.includes(place.package ?? '.')) {
      const advice = `: it would be the same in all that wake; --allow-random ${place.package ?? '.'} allows it`;
      throw new NoSnapshotError(refusalLine(finding, place, advice));
    }
  }
  return findings
    .filter(({ kind }) => kind === 'moment')
    .map(
      (finding) =>
        `while it is loaded, ${subject(finder.placeOf(finding))} ${finding.what}: awake it has that of the build`,
    );
}

/** The first finding of a kind, in words: `crypto.createHash in jose (node_modules/jose/…:3)`. */
export function toldPlace(finding: Finding | undefined, finder: SourceFinder): string {
  return finding === undefined ? '' : `${finding.what} in ${subject(finder.placeOf(finding))}`;
}

function refusalLine(finding: Finding, place: Place, advice: string): string {
  return `while it is loaded, ${subject(place)} ${finding.what}${advice}`;
}

function subject(place: Place): string {
  const owner = place.package ?? 'the function';
  return place.text === '' ? owner : `${owner} (${place.text})`;
}

function packageOf(file: string): string | undefined {
  return /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}
