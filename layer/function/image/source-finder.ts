import { SourceMap } from 'node:module';

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

  /** What a place of the bundle, both numbers from 1 on, was made of. */
  placeOf(line: number, column: number): Place {
    const entry = this.#map.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry)) return { text: '', package: undefined };
    const { originalSource: file, originalLine } = entry;
    return { text: `${file}:${originalLine + 1}`, package: packageOf(file) };
  }
}

/** Whose a place is, in words: `jose (node_modules/jose/index.js:3)`, `the function (src/orders.ts:12)`. */
export function subjectAt(place: Place): string {
  const owner = place.package ?? 'the function';
  return place.text === '' ? owner : `${owner} (${place.text})`;
}

/** The package in whose folder a file is; undefined for the function's own. */
export function packageOf(file: string): string | undefined {
  return /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}
