import { type Place, type SourceFinder, subjectAt } from '../loading/source-finder.ts';
import { NoSnapshotError } from './no-snapshot-error.ts';
import type { Finding } from './stand-ins/findings.ts';

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
        `while it is loaded, ${subjectAt(finder.placeOf(finding))} ${finding.what}: awake it has that of the build`,
    );
}

/** The first finding of a kind, in words: `crypto.createHash in jose (node_modules/jose/…:3)`. */
export function toldPlace(finding: Finding | undefined, finder: SourceFinder): string {
  return finding === undefined ? '' : `${finding.what} in ${subjectAt(finder.placeOf(finding))}`;
}

function refusalLine(finding: Finding, place: Place, advice: string): string {
  return `while it is loaded, ${subjectAt(place)} ${finding.what}${advice}`;
}
