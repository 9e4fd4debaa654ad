import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFunction } from '../../../layer/function/build-function.ts';
import { readFunctionBuildOptions } from '../../../layer/function/function-build-options.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { CorpusHandler } from './corpus-handlers.ts';
import { type HandlerRun, runHandler, type TimedRun } from './handler-run.ts';
import { plainProject } from './plain-project.ts';

/** A handler as it is, and built. */
export interface TwoModes {
  readonly plain: ModeRun;
  readonly compiled: ModeRun & {
    /** Bytes of the bundle. */
    readonly bundleBytes: number;
    /** Bytes of what V8 has compiled of it. */
    readonly codeBytes: number;
  };
}

export interface ModeRun {
  readonly run: HandlerRun;
  /** From the start of the process to the first answer, the median of all starts, in milliseconds. */
  readonly firstAnswerMs: number;
}

const SAMPLE = { id: 1, name: 'Joe', items: [1] };
const EVENTS = [
  { id: 7, name: 'Ada', items: [3, 1, 2] },
  // Some handlers fail for this one.
  { id: 8, name: 'Grace', items: [5, 4] },
];

/**
 * Runs a handler as it is and as `snapboot function build` makes it, with the same two events each.
 *
 * @param starts of each; the answers are those of the first
 * @throws BuildError when it cannot be built
 */
export async function twoModes(handler: CorpusHandler, starts = 1): Promise<TwoModes> {
  await using plain = await plainProject(handler);
  await using place = await temporaryFolder({ 'sample.json': JSON.stringify(SAMPLE) });
  const folder = join(place.path, 'built');
  const event = join(place.path, 'sample.json');
  await buildFunction(readFunctionBuildOptions([handler.file, '--event', event, '--trials', '0', '--out', folder]));
  const plainRuns: TimedRun[] = [];
  const compiledRuns: TimedRun[] = [];
  for (let start = 0; start < starts; start++) {
    plainRuns.push(await runHandler(plain.path, `handlers/${handler.name}.handler`, EVENTS));
    compiledRuns.push(await runHandler(folder, 'index.handler', EVENTS));
  }
  const bytesOf = async (name: string): Promise<number> => (await stat(join(folder, name))).size;
  const [bundleBytes, codeBytes] = await Promise.all([bytesOf('index.js'), bytesOf('index.js.cache')]);
  return { plain: together(plainRuns), compiled: { ...together(compiledRuns), bundleBytes, codeBytes } };
}

function together(runs: readonly TimedRun[]): ModeRun {
  const [first] = runs;
  if (first === undefined) throw new RangeError('a handler is started once at least');
  const times = runs.map(({ firstAnswerMs }) => firstAnswerMs).toSorted((one, other) => one - other);
  return { run: first.run, firstAnswerMs: times[times.length >> 1] ?? 0 };
}
