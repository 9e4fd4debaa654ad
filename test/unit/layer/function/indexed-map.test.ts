import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodedMappings, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexedMap } from '../../../../layer/function/compile/indexed-map.ts';
import { stampOf } from '../../../../layer/function/compile/script-stamp.ts';
import { SourceMapFile, type SourcePlace } from '../../../../runtime/errors/source-map-file.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { bundled } from './bundled-function.ts';

const SCRIPT = stampOf('the script');
const MOST_COLUMNS = 400;

interface WrittenMap extends AsyncDisposable {
  readonly file: string;
  readonly map: SourceMapFile;
  readonly trace: TraceMap;
}

async function written(map: string): Promise<WrittenMap> {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'index.js.map');
  const indexed = indexedMap(map, SCRIPT);
  await writeFile(file, indexed.map);
  await writeFile(`${file}.index`, indexed.index);
  return {
    file,
    map: new SourceMapFile(file, SCRIPT),
    trace: new TraceMap(map),
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Where the library finds a place; counted from zero. */
function expected(trace: TraceMap, line: number, column: number): SourcePlace | undefined {
  const found = originalPositionFor(trace, { line: line + 1, column });
  return found.source ? { source: found.source, line: found.line - 1, column: found.column } : undefined;
}

test('every place of a large bundle is found where the library finds it', { timeout: 600_000 }, async () => {
  const entry = fileURLToPath(
    new URL('../../../../node_modules/@aws-sdk/client-lambda/dist-cjs/index.js', import.meta.url),
  );
  const { map } = await bundled({ 'index.cjs': `exports.handler = () => require(${JSON.stringify(entry)});` });
  await using found = await written(map);
  const random = new SeededRandom(13);
  // Some of the hundred thousand, and what lies beside them.
  const some = placesIn(found.trace).filter(() => random.below(20) === 0);
  expect(some.length).toBeGreaterThan(2000);
  for (const [line, column] of some) {
    for (const near of [Math.max(column - 1, 0), column, column + 1 + random.below(9)]) {
      expect(found.map.find(line, near), `${line}:${near}`).toEqual(expected(found.trace, line, near));
    }
  }
});

const SEGMENT = fc.oneof(
  fc.record({ column: fc.nat(MOST_COLUMNS) }),
  fc.record({ column: fc.nat(MOST_COLUMNS), source: fc.nat(4), line: fc.nat(2 ** 30), original: fc.nat(2 ** 30) }),
);

test('every place of any map is found where the library finds it', async () => {
  const maps = fc.array(fc.uniqueArray(SEGMENT, { selector: ({ column }) => column, maxLength: 300 }), {
    maxLength: 9,
  });
  await fc.assert(
    fc.asyncProperty(maps, async (lines) => {
      const mappings = lines.map((segments) =>
        segments.map((segment) =>
          'source' in segment
            ? ([segment.column, segment.source, segment.line, segment.original] as const)
            : ([segment.column] as const),
        ),
      );
      const sources = ['a.js', 'b/ä.ts', 'c.mjs', '../d.js', 'e.js'];
      const map = JSON.stringify({ version: 3, names: [], sources, mappings });
      await using found = await written(map);
      for (let line = 0; line <= lines.length; line++) {
        for (let column = 0; column <= MOST_COLUMNS; column += 13) {
          expect(found.map.find(line, column)).toEqual(expected(found.trace, line, column));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a map that is indexed says what it said before', async () => {
  const { map } = await bundled({
    'index.mjs': 'export const handler = async () => {\n  throw new Error("here");\n};',
  });
  const before = new TraceMap(map);
  const after = new TraceMap(indexedMap(map, SCRIPT).map);
  expect(decodedMappings(after)).toEqual(decodedMappings(before));
  expect(JSON.parse(indexedMap(map, SCRIPT).map)).toEqual(JSON.parse(map));
});

test('whatever is damaged in both files, a place is the right one or none', async () => {
  const lines = Array.from({ length: 300 }, (_, n) => `export const f${n} = (a) => { console.log(a, ${n}); };`);
  const { map } = await bundled({
    'index.mjs': `import * as all from './all.mjs'; export const handler = () => all;`,
    'all.mjs': lines.join('\n'),
  });
  const indexed = indexedMap(map, SCRIPT);
  await using whole = await written(map);
  const places = placesIn(whole.trace).filter((_, index) => index % 40 === 0);
  const random = new SeededRandom(17);
  let lost = 0;
  for (let round = 0; round < 150; round++) {
    await writeFile(whole.file, round % 3 === 0 ? damaged(Buffer.from(indexed.map), random) : indexed.map);
    await writeFile(`${whole.file}.index`, round % 3 === 0 ? indexed.index : damaged(indexed.index, random));
    const found = new SourceMapFile(whole.file, SCRIPT);
    for (const [line, column] of places) {
      const place = found.find(line, column);
      if (place === undefined) lost++;
      else expect(place).toEqual(expected(whole.trace, line, column));
    }
  }
  expect(lost).toBeGreaterThan(0);
});

test('a map of another script is none', async () => {
  const { map } = await bundled({ 'index.mjs': 'export const handler = async () => 1;' });
  await using found = await written(map);
  const [[line, column] = [0, 0]] = placesIn(found.trace);
  expect(found.map.find(line, column)).toBeDefined();
  expect(new SourceMapFile(found.file, stampOf('The script')).find(line, column)).toBeUndefined();
  expect(new SourceMapFile(found.file, stampOf('the script ')).find(line, column)).toBeUndefined();
});

/** Where segments begin. */
function placesIn(trace: TraceMap): (readonly [line: number, column: number])[] {
  return decodedMappings(trace).flatMap((segments, line) => segments.map(([column]) => [line, column] as const));
}

/** Some bytes changed, or cut off. */
function damaged(bytes: Buffer, random: SeededRandom): Buffer {
  if (random.below(4) === 0) return bytes.subarray(0, random.below(bytes.length));
  const changed = Buffer.from(bytes);
  for (let count = random.below(3) + 1; count > 0; count--) {
    const at = random.below(random.below(2) === 0 ? 40 : changed.length);
    changed.writeUInt8(changed.readUInt8(at) ^ (random.below(255) + 1), at);
  }
  return changed;
}
