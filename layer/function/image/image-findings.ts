import { INSIDE } from '../../process-image/image-ground.ts';
import type { ImageFinding, ImageReport } from '../../process-image/take-image.ts';
import { BUNDLE_FILE } from '../bundle/bundle-function.ts';
import { isHarmlessDraw } from './harmless-draws.ts';
import { NoImageError } from './no-image-error.ts';
import { type Place, packageOf, type SourceFinder, subjectAt } from './source-finder.ts';

const BUNDLE = `${INSIDE.taskRoot}/${BUNDLE_FILE}`;

/**
 * Throws what keeps a function from being in an image; gives what else its author should know, one line each.
 *
 * @param finder of the bundle; none where the function is not bundled
 * @param allowed packages that may draw randomness; `.` is the function itself
 * @throws NoImageError naming the package, the place and the reason
 */
export function judgeImage(
  { findings, fault }: Pick<ImageReport, 'findings' | 'fault'>,
  finder: SourceFinder | undefined,
  allowed: readonly string[],
): readonly string[] {
  for (const finding of findings) {
    const place = placeOf(finding.stack, finder);
    if (finding.kind === 'refused') throw new NoImageError(line(finding, place));
    const isAllowed = allowed.includes(place.package ?? '.') || isHarmlessDraw(place.package, finding.what);
    if (finding.kind === 'random' && !isAllowed) {
      const advice = `it would be the same in all that wake; --allow-random ${place.package ?? '.'} allows it`;
      throw new NoImageError(`${line(finding, place)}: ${advice}`);
    }
  }
  if (fault !== undefined) throw new NoImageError(`the function does not load: ${toldFault(fault, finder)}`);
  return findings.filter(({ kind }) => kind === 'note').map((finding) => line(finding, placeOf(finding.stack, finder)));
}

function line({ what, answering }: ImageFinding, place: Place): string {
  return `while it ${answering ? 'answers the sample events' : 'is loaded'}, ${subjectAt(place)} ${what}`;
}

function toldFault({ text, stack = '' }: NonNullable<ImageReport['fault']>, finder: SourceFinder | undefined): string {
  const { text: place } = placeOf(stack.split('\n').flatMap(placesIn), finder);
  return place === '' ? text : `${text} (${place})`;
}

/** `/var/task/index.js:3:5` of `    at handler (/var/task/index.js:3:5)`. */
function placesIn(frame: string): string[] {
  const at = frame.indexOf(`${INSIDE.taskRoot}/`);
  return at === -1 || !frame.trimStart().startsWith('at ') ? [] : [frame.slice(at).replace(/\)$/, '')];
}

/** The innermost place that is known. */
function placeOf(stack: readonly string[], finder: SourceFinder | undefined): Place {
  const places = stack.map((found) => placeAt(found, finder));
  return places.find(({ text }) => text !== '') ?? { text: '', package: undefined };
}

function placeAt(found: string, finder: SourceFinder | undefined): Place {
  const [, file = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(found) ?? [];
  if (file === BUNDLE && finder !== undefined) return finder.placeOf(Number(line), Number(column));
  const name = file.startsWith(`${INSIDE.taskRoot}/`) ? file.slice(INSIDE.taskRoot.length + 1) : file;
  return { text: name === '' ? '' : `${name}:${line}`, package: packageOf(name) };
}
