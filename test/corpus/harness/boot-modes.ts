import type { CorpusHandler } from './corpus-handlers.ts';
import { buildHandler, type HandlerBuild } from './handler-build.ts';
import { herePlace, lambdaPlace } from './handler-place.ts';
import { type HandlerRun, runHandler, type TimedRun } from './handler-run.ts';
import { plainProject } from './plain-project.ts';

/** A handler as it is, compiled, and from a clean image. */
export interface BootModes {
  readonly plain: ModeRun;
  readonly compiled: ModeRun & Pick<HandlerBuild, 'bundleBytes' | 'codeBytes'>;
  /** Or what the build says where there is no image. */
  readonly image: ModeRun | { readonly refusal: string };
}

export interface ModeRun {
  readonly run: HandlerRun;
  /** From the start of the process to the first answer, the median of all starts, in milliseconds. */
  readonly firstAnswerMs: number;
}

const EVENTS = [
  { id: 7, name: 'Ada', items: [3, 1, 2] },
  // Some handlers fail for this one.
  { id: 8, name: 'Grace', items: [5, 4] },
];

/**
 * Runs a handler as it is and as `snapboot function build` makes it, compiled and with an image, with the same two events
 * each.
 *
 * @param starts of each; the answers are those of the first
 * @throws BuildError when it cannot be built
 */
export async function bootModes(handler: CorpusHandler, starts = 1): Promise<BootModes> {
  await using stack = new AsyncDisposableStack();
  const plain = stack.use(await plainProject(handler)).path;
  const { compiled, image, bundleBytes, codeBytes } = stack.use(await buildHandler(handler));
  const place = 'folder' in image ? stack.use(await lambdaPlace(image.folder)) : undefined;
  const runs = { plain: [] as TimedRun[], compiled: [] as TimedRun[], image: [] as TimedRun[] };
  for (let start = 0; start < starts; start++) {
    runs.plain.push(await runHandler(herePlace(plain), `handlers/${handler.name}.handler`, EVENTS));
    runs.compiled.push(await runHandler(herePlace(compiled), 'index.handler', EVENTS));
    if (place !== undefined) runs.image.push(await runHandler(place, 'index.handler', EVENTS));
  }
  return {
    plain: together(runs.plain),
    compiled: { ...together(runs.compiled), bundleBytes, codeBytes },
    image: 'refusal' in image ? image : together(runs.image),
  };
}

function together(runs: readonly TimedRun[]): ModeRun {
  const [first] = runs;
  if (first === undefined) throw new RangeError('a handler is started once at least');
  const times = runs.map(({ firstAnswerMs }) => firstAnswerMs).toSorted((one, other) => one - other);
  return { run: first.run, firstAnswerMs: times[times.length >> 1] ?? 0 };
}
