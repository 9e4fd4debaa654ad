import { dirname } from 'node:path';

// Tests that may notice a change, by the beginnings of their paths.
const SERVICE_E2E = [
  'async-invocations/',
  'concurrency/',
  'deployment/',
  'execution-environments',
  'extensions-on-one-port',
  'faults/',
  'front-ends/',
  'function-changes',
  'invoke',
  'malformed-',
  'metrics/',
  'page/',
  'snap-start',
  'snapboot-',
  'trace-header',
  'tracing/',
];

const RUNTIME_E2E = [
  'faults/function-faults',
  'faults/runtime-faults',
  'front-ends/streamed-urls',
  'function-build',
  'function-image',
  'image-functions',
  'image-secrets',
  'image-uniqueness',
  'invoke',
  'snap-start',
  'snapboot-run',
  'trace-header',
];

const LAYER_E2E = ['function-', 'image', 'layer-', 'snapboot-run'];

const RUNTIME = ['test/unit/runtime/', 'test/contract/', ...endToEnd(RUNTIME_E2E)];
const SERVICE = ['test/unit/service/', 'test/contract/service-', ...endToEnd(SERVICE_E2E)];

// The longest beginning of a path that stands here decides.
const PLANS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'bootstrap/': ['test/unit/layer/bootstrap', ...RUNTIME],
    'runtime/': RUNTIME,
    // The words that both ends of the wire share.
    'runtime/protocol/': [...RUNTIME, ...SERVICE],
    'layer/': ['test/unit/layer/', 'test/contract/compiled-code', ...endToEnd(LAYER_E2E)],
    'service/': SERVICE,
    'bench/': ['test/unit/bench/', ...endToEnd(['bench-'])],
    'scripts/mutants/': ['test/unit/scripts/', ...endToEnd(['mutants'])],
  }),
);

const RINGS = ['test/unit/', 'test/contract/', 'test/e2e/'];

/** The tests that may notice a change to a file, out of all files of the repository. */
export function testsFor(changed: string, files: readonly string[], without: readonly string[]): string[] {
  const folders = [...PLANS.keys()].filter((beginning) => changed.startsWith(beginning));
  const plan = PLANS.get(folders.toSorted((one, other) => other.length - one.length)[0] ?? '') ?? ['test/'];
  const begins = (file: string, beginnings: readonly string[]) => beginnings.some((one) => file.startsWith(one));
  return files.filter(
    (file) =>
      file.endsWith('.test.ts') &&
      begins(file, plan) &&
      // They install what they test, and run by themselves.
      !file.startsWith('test/corpus/') &&
      !begins(file, without),
  );
}

/**
 * Those first that are most likely to notice, and soon.
 *
 * @param distance imports that lie between a test and the changed file; absent where it does not import it at all
 * @param nearest how many of each ring of tests: unit, contract, end to end
 */
export function inOrderOfHope(
  tests: readonly string[],
  changed: string,
  distance: (test: string) => number | undefined,
  nearest: number = Number.POSITIVE_INFINITY,
): string[] {
  const rank = (test: string): readonly number[] => {
    const likeness = -wordsInCommon(test, changed);
    if (ringOf(test) !== 0) return [0, ringOf(test), likeness];
    // A unit test hardly notices what it does not import; the others start programs that import everything.
    const steps = distance(test) ?? Number.POSITIVE_INFINITY;
    return [Number.isFinite(steps) ? 0 : 1, 0, steps, likeness];
  };
  const ranked = tests.map((test) => ({ test, rank: rank(test) }));
  const ordered = ranked.toSorted((one, other) => compare(one.rank, other.rank)).map(({ test }) => test);
  const rings = Map.groupBy(ordered, ringOf);
  return ordered.filter((test) => (rings.get(ringOf(test)) ?? []).indexOf(test) < nearest);
}

function ringOf(test: string): number {
  return RINGS.findIndex((beginning) => test.startsWith(beginning));
}

function compare(one: readonly number[], other: readonly number[]): number {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place < 0 ? 0 : (one[place] ?? 0) - (other[place] ?? 0);
}

/** Words that both paths have count once, those of both folders twice. */
function wordsInCommon(test: string, changed: string): number {
  return shared(test, changed) + shared(dirname(test), dirname(changed));
}

function shared(one: string, other: string): number {
  const words = new Set(wordsOf(other));
  return new Set(wordsOf(one).filter((word) => words.has(word))).size;
}

/** Of a path, without endings of plurals: `logs.test.ts` is about `log-format.ts`. */
function wordsOf(path: string): string[] {
  return path
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/s$/, ''))
    .filter((word) => word.length > 2 && word !== 'test');
}

function endToEnd(names: readonly string[]): string[] {
  return names.map((name) => `test/e2e/${name}`);
}
